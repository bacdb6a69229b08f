package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** How hard the API server is worked. */
@Requires(Requires.Need.KUBE_API)
class PaceOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    @Test
    void changes_of_pods_within_a_batch_period_share_a_write() {
        var cluster = new TestCluster();
        cluster.service("web", WEB);
        try (var _ = cluster.replica("only", TestCluster.CHOICES, new Pace(Duration.ofSeconds(3), 0, 0))) {
            eventually().until(() -> cluster.slices("web").size() == 1);
            var ips = IntStream.range(0, 5)
                    .mapToObj(number -> cluster.readyPod("web-" + number, WEB) + " ready")
                    .sorted()
                    .toList();
            eventually().untilAsserted(() -> assertThat(cluster.sliced("web")).isEqualTo(ips));
            assertThat(cluster.slices("web").getFirst().getMetadata().getGeneration())
                    .as(
                            "made without pods and written once, or twice: the pods may take longer to make than one period")
                    .isBetween(2L, 3L);
        }
    }

    @Test
    void a_limit_of_writes_delays_them_and_says_so() {
        var cluster = new TestCluster();
        IntStream.range(0, 4).forEach(number -> cluster.service("web-" + number, WEB));
        try (var replica = cluster.replica("only", TestCluster.CHOICES, new Pace(Duration.ZERO, 20, 1))) {
            eventually()
                    .until(() -> IntStream.range(0, 4)
                            .allMatch(number -> cluster.slices("web-" + number).size() == 1));
            eventually()
                    .until(() -> replica.metrics
                                    .get("rest_client_rate_limiter_duration_seconds")
                                    .timer()
                                    .count()
                            > 0);
        }
    }

    @Test
    void a_pace_that_cannot_work_is_refused_in_words() {
        assertThatThrownBy(() -> new Pace(Duration.ofHours(1), 0, 0)).hasMessageContaining("batch-period", "write");
        assertThatThrownBy(() -> new Pace(Duration.ZERO, -1, 1)).hasMessageContaining("api-qps");
        assertThatThrownBy(() -> new Pace(Duration.ZERO, 5, 0)).hasMessageContaining("api-burst");
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
