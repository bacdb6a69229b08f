package io.portico.certmanager.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.plan.CertificatePlan;
import io.portico.certmanager.model.plan.ReviewPlan;
import io.portico.certmanager.model.plan.ReviewPlan.Wait;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReviewPlanTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ObjectRef INGRESS = new ObjectRef("networking.k8s.io/v1", "Ingress", "web", "shop", "");
    private static final List<NamespacedName> MISSING = List.of(new NamespacedName("web", "shop-tls"));
    private static final Problem MISTAKE = new Problem(INGRESS, "BadConfig", "a mistake");

    @Test
    void missing_secrets_of_another_issuer_are_waited_for_ten_minutes_and_told_once() {
        var reading = of("letsencrypt");
        var first = ReviewPlan.of(reading, MISSING, Optional.empty(), NOON);
        assertThat(first.problems()).containsExactly(MISTAKE);
        assertThat(first.again()).contains(CertificatePlan.POLL);

        var early = ReviewPlan.of(reading, MISSING, first.waiting(), NOON.plus(Duration.ofSeconds(599)));
        assertThat(early.problems()).containsExactly(MISTAKE);

        var late = ReviewPlan.of(reading, MISSING, early.waiting(), NOON.plus(Duration.ofMinutes(10)));
        assertThat(late.problems()).extracting(Problem::reason).containsExactly("BadConfig", "IssuerNotServed");
        assertThat(late.waiting().orElseThrow().told()).contains(late.problems().getLast());

        var later = ReviewPlan.of(reading, MISSING, late.waiting(), NOON.plus(Duration.ofHours(1)));
        assertThat(later.problems()).containsExactly(MISTAKE);
        assertThat(later.waiting()).isEqualTo(late.waiting());
    }

    @Test
    void secrets_that_come_end_the_wait_and_another_issuer_begins_a_new_one() {
        var told = new Wait("letsencrypt", NOON, Optional.of(MISTAKE));
        assertThat(ReviewPlan.of(of("letsencrypt"), List.of(), Optional.of(told), NOON))
                .isEqualTo(new ReviewPlan(List.of(MISTAKE), Optional.empty(), Optional.empty()));
        assertThat(ReviewPlan.of(of("vault"), MISSING, Optional.of(told), NOON.plusSeconds(9))
                        .waiting())
                .contains(new Wait("vault", NOON.plusSeconds(9), Optional.empty()));
    }

    private static IngressReading of(String issuer) {
        return new IngressReading(INGRESS, Optional.of(issuer), true, MISSING, List.of(), List.of(MISTAKE));
    }
}
