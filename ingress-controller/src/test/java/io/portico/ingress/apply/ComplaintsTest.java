package io.portico.ingress.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.translate.Problems;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SETTLED = T0.plus(Complaints.SETTLED);

    private final Complaints complaints = new Complaints();

    @Test
    void what_is_gone_before_it_settled_is_never_told() {
        stand(List.of(problem("web", "MissingService", "no Service a")), T0);
        assertThat(complaints.due(SETTLED.minusMillis(1))).isEmpty();
        assertThat(complaints.next()).contains(SETTLED);
        stand(List.of(), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        assertThat(complaints.next()).isEmpty();
    }

    @Test
    void what_stands_is_told_once_and_again_only_after_it_was_mended() {
        var missing = List.of(problem("web", "MissingService", "no Service a"));
        stand(missing, T0);
        assertThat(complaints.due(SETTLED)).isEqualTo(missing);
        stand(missing, SETTLED);
        assertThat(complaints.due(SETTLED.plusSeconds(600))).isEmpty();
        stand(List.of(), SETTLED);
        stand(missing, SETTLED);
        assertThat(complaints.due(SETTLED.plus(Complaints.SETTLED))).isEqualTo(missing);
    }

    @Test
    void all_of_one_object_and_reason_are_told_as_one_that_fits_an_event() {
        var many = IntStream.range(0, 500)
                .mapToObj(i -> problem("web", "MissingService", "rule " + i + ": there is no Service a" + i))
                .toList();
        stand(many, T0);
        stand(
                java.util.stream.Stream.concat(many.stream(), List.of(problem("web", "InvalidPath", "x")).stream())
                        .toList(),
                T0);
        assertThat(complaints.due(SETTLED))
                .extracting(Problem::reason)
                .containsExactlyInAnyOrder("MissingService", "InvalidPath");
        stand(many, SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        stand(List.of(), SETTLED);
        stand(many, T0);
        assertThat(complaints.due(SETTLED))
                .singleElement()
                .satisfies(one -> assertThat(one.message())
                        .hasSizeLessThanOrEqualTo(1024)
                        .containsPattern("and 4[0-9]{2} more of this kind"));
    }

    @Test
    void fewer_of_the_same_are_no_news_and_one_more_is() {
        var a = problem("web", "MissingService", "no a");
        var b = problem("web", "MissingService", "no b");
        stand(List.of(a, b), T0);
        assertThat(complaints.due(SETTLED)).hasSize(1);
        stand(List.of(b), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        stand(List.of(a, b), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        assertThat(complaints.due(SETTLED.plus(Complaints.SETTLED)))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).isEqualTo("no a -- no b"));
    }

    private void stand(List<Problem> problems, Instant now) {
        complaints.stand(Problems.none().with("test", "", problems), now);
    }

    @Test
    void what_another_step_finds_as_well_is_no_news_and_stands_until_both_find_it_no_more() {
        var missing = List.of(problem("web", "MissingService", "no Service a"));
        complaints.stand(Problems.none().with("rules", "", missing), T0);
        assertThat(complaints.due(SETTLED)).isEqualTo(missing);
        var both = Problems.none().with("rules", "", missing).with("tls", "", missing);
        complaints.stand(both, SETTLED);
        complaints.stand(Problems.none().with("tls", "", missing), SETTLED);
        assertThat(complaints.next()).isEmpty();
        complaints.stand(Problems.none(), SETTLED);
        complaints.stand(both, SETTLED);
        assertThat(complaints.next()).contains(SETTLED.plus(Complaints.SETTLED));
    }

    private static Problem problem(String ingress, String reason, String message) {
        return new Problem(new ObjectRef("networking.k8s.io/v1", "Ingress", "shop", ingress, "uid"), reason, message);
    }
}
