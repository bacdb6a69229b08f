package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class ReplicasOnApiServerTest {
    private static final Map<String, String> WEB = Map.of("app", "web");

    private final TestCluster cluster = new TestCluster();

    @Test
    void a_standby_writes_nothing_and_takes_over_when_the_leader_ends() {
        try (var one = cluster.replica("one")) {
            eventually().until(one.controller::leads);
            cluster.service("web", WEB);
            cluster.service("idle", WEB);
            var first = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", first);
            awaitEndpoints("idle", first);
            try (var two = cluster.replica("two")) {
                eventually()
                        .untilAsserted(() -> assertThat(two.controller.state().leader())
                                .hasValueSatisfying(leader -> {
                                    assertThat(leader.leads()).isFalse();
                                    assertThat(leader.holder()).contains("one");
                                }));
                var versions = cluster.versions("web", "idle");
                one.end();
                cluster.service("new", WEB);
                eventually().until(two.controller::leads);
                awaitEndpoints("new", first);
                assertThat(cluster.versions("web", "idle")).isEqualTo(versions);
                assertThat(cluster.slices("new")).hasSize(1);
                assertThat(two.controller.state().toString())
                        .contains(cluster.namespace + "/new: 1 of 1 ready in 1 slice\n");
                var second = cluster.readyPod("web-2", WEB);
                awaitEndpoints("web", first, second);
            }
        }
    }

    @Test
    void after_a_restart_nothing_true_is_written_again_and_what_happened_meanwhile_is_made_good() {
        String gone;
        try (var before = cluster.replica("before")) {
            eventually().until(before.controller::leads);
            cluster.service("web", WEB);
            cluster.service("same", Map.of("app", "same"));
            cluster.service("deleted", WEB);
            cluster.readyPod("same-1", Map.of("app", "same"));
            gone = cluster.readyPod("web-1", WEB);
            awaitEndpoints("web", gone);
            awaitEndpoints("deleted", gone);
            eventually()
                    .until(() -> !cluster.sliced("same").isEmpty()
                            && !cluster.addressed("same").isEmpty());
        }
        var same = cluster.versions("same");
        cluster.deletePod("web-1");
        cluster.deleteService("deleted");
        var now = cluster.readyPod("web-2", WEB);
        assertThat(cluster.sliced("web")).containsExactly(gone + " ready");
        assertThat(cluster.slices("deleted")).as("orphans").isNotEmpty();
        try (var after = cluster.replica("after")) {
            awaitEndpoints("web", now);
            eventually()
                    .untilAsserted(() -> assertThat(cluster.versions("deleted")).isEmpty());
            assertThat(cluster.versions("same")).isEqualTo(same);
            assertThat(after.controller.leads()).isTrue();
        }
    }

    @Test
    void settings_that_cannot_work_are_refused_with_what_to_write_instead() {
        assertThatThrownBy(() ->
                        new ReplicaSettings("default", "one", 0, TestCluster.CHOICES, LoadBalancerChoices.DEFAULT))
                .hasMessage("portico.endpoints.workers is 0; write 1 or more");
        assertThatThrownBy(() -> new Choices(1001, true, ManagedBy.OURS))
                .hasMessage("portico.endpoints.max-endpoints-per-slice is 1001; write 1 to 1000");
        assertThatThrownBy(() -> new Choices(100, true, ManagedBy.named("us & them")))
                .hasMessage(
                        "portico.endpoints.managed-by is \"us & them\"; write a label value, such as endpoints-controller.portico.io");
    }

    private void awaitEndpoints(String service, String... ips) {
        var expected = List.of(ips).stream().sorted().map(ip -> ip + " ready").toList();
        eventually().untilAsserted(() -> {
            assertThat(cluster.sliced(service)).isEqualTo(expected);
            assertThat(cluster.addressed(service)).isEqualTo(expected);
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
