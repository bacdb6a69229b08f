package io.portico.ingress.apply;

import static org.assertj.core.api.Assertions.assertThat;

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
        complaints.stand(List.of(problem("web", "MissingService", "no Service a")), T0);
        assertThat(complaints.due(SETTLED.minusMillis(1))).isEmpty();
        assertThat(complaints.next()).contains(SETTLED);
        complaints.stand(List.of(), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        assertThat(complaints.next()).isEmpty();
    }

    @Test
    void what_stands_is_told_once_and_again_only_after_it_was_mended() {
        var missing = List.of(problem("web", "MissingService", "no Service a"));
        complaints.stand(missing, T0);
        assertThat(complaints.due(SETTLED)).isEqualTo(missing);
        complaints.stand(missing, SETTLED);
        assertThat(complaints.due(SETTLED.plusSeconds(600))).isEmpty();
        complaints.stand(List.of(), SETTLED);
        complaints.stand(missing, SETTLED);
        assertThat(complaints.due(SETTLED.plus(Complaints.SETTLED))).isEqualTo(missing);
    }

    @Test
    void all_of_one_object_and_reason_are_told_as_one_that_fits_an_event() {
        var many = IntStream.range(0, 500)
                .mapToObj(i -> problem("web", "MissingService", "rule " + i + ": there is no Service a" + i))
                .toList();
        complaints.stand(many, T0);
        complaints.stand(
                java.util.stream.Stream.concat(many.stream(), List.of(problem("web", "InvalidPath", "x")).stream())
                        .toList(),
                T0);
        assertThat(complaints.due(SETTLED))
                .extracting(Problem::reason)
                .containsExactlyInAnyOrder("MissingService", "InvalidPath");
        complaints.stand(many, SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        complaints.stand(List.of(), SETTLED);
        complaints.stand(many, T0);
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
        complaints.stand(List.of(a, b), T0);
        assertThat(complaints.due(SETTLED)).hasSize(1);
        complaints.stand(List.of(b), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        complaints.stand(List.of(a, b), SETTLED);
        assertThat(complaints.due(SETTLED)).isEmpty();
        assertThat(complaints.due(SETTLED.plus(Complaints.SETTLED)))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).isEqualTo("no a -- no b"));
    }

    private static Problem problem(String ingress, String reason, String message) {
        return new Problem(new ObjectRef("networking.k8s.io/v1", "Ingress", "shop", ingress, "uid"), reason, message);
    }
}
