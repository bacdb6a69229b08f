package io.portico.endpoints.loadbalancer;

import static io.portico.endpoints.loadbalancer.LoadBalancerCluster.CLEANUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class LoadBalancerOnApiServerTest {
    private static final String OURS = "portico.io/node";

    private final LoadBalancerCluster cluster = new LoadBalancerCluster();
    private final String a = cluster.address(11);
    private final String b = cluster.address(12);
    private final String nodeA = cluster.node(a);
    private final String nodeB = cluster.node(b);

    @Test
    void a_service_gets_the_addresses_with_finalizer_condition_and_event_in_one_write_and_none_later() {
        cluster.service("web", 80);
        try (var first = cluster.replica("first")) {
            awaitAddresses("web", a, b);
            assertThat(cluster.finalizers("web")).containsExactlyInAnyOrder("portico.io/test", CLEANUP);
            assertThat(cluster.condition("web")).isEqualTo("True Assigned 2 addresses");
            assertThat(first.controller.state().toString())
                    .contains("loadBalancers:\n", cluster.namespace + "/web:\n      addresses: " + a + ", " + b + "\n");
            eventually()
                    .until(() -> cluster.events("web", "UpdatedLoadBalancer").contains("addresses: " + a + ", " + b));
            eventually().untilAsserted(() -> assertThat(first.writes()).isEqualTo(1));
        }
        var version = cluster.version("web");
        try (var second = cluster.replica("second")) {
            cluster.service("next", 81);
            awaitAddresses("next", a, b);
            eventually()
                    .untilAsserted(() -> assertThat(second.writes())
                            .as("for the new Service alone")
                            .isEqualTo(1));
            assertThat(cluster.version("web")).isEqualTo(version);
        }
    }

    @Test
    void a_node_that_is_not_ready_takes_its_address_with_it_and_brings_it_back() {
        cluster.service("web", 80);
        try (var _ = cluster.replica("only")) {
            awaitAddresses("web", a, b);
            cluster.nodeReady(nodeA, false);
            awaitAddresses("web", b);
            cluster.nodeReady(nodeA, true);
            awaitAddresses("web", a, b);
        }
    }

    @Test
    void of_two_services_with_one_port_the_older_has_it_and_the_other_waits_for_it() {
        try (var _ = cluster.replica("only")) {
            cluster.service("a-older", 80);
            awaitAddresses("a-older", a, b);
            cluster.service("b-younger", 80);
            var sentence =
                    "spec.ports has port 80/TCP, which the older Service " + cluster.namespace + "/a-older has at " + a
                            + " and 1 more; write another port here or there, or delete one of the two";
            eventually().until(() -> cluster.condition("b-younger").equals("False AddressConflict " + sentence));
            eventually()
                    .until(() -> cluster.events("b-younger", "AddressConflict").contains(sentence));
            assertThat(cluster.addresses("b-younger")).isEmpty();
            cluster.delete("a-older");
            awaitAddresses("b-younger", a, b);
            assertThat(cluster.condition("b-younger")).isEqualTo("True Assigned 2 addresses");
        }
    }

    @Test
    void ports_that_a_node_needs_are_refused_and_those_of_pods_on_their_nodes() {
        try (var _ = cluster.replica("only")) {
            cluster.service("ssh", 22);
            eventually()
                    .until(() -> cluster.condition("ssh").startsWith("False GuardedPort spec.ports has port 22/TCP"));
            eventually().until(() -> !cluster.events("ssh", "GuardedPort").isEmpty());
            assertThat(cluster.addresses("ssh")).isEmpty();

            cluster.pod("holder", "holder", nodeA, "10.244.1.2", 443);
            cluster.service("tls", 443);
            awaitAddresses("tls", b);
            assertThat(cluster.condition("tls"))
                    .startsWith("False GuardedPort spec.ports has port 443/TCP, which pod " + cluster.namespace
                            + "/holder uses at " + a + ";");
            cluster.deletePod("holder");
            awaitAddresses("tls", a, b);
        }
    }

    @Test
    void a_pod_that_comes_later_takes_no_address_away_and_is_told_so_also_by_the_next_leader() {
        cluster.service("web", 8099);
        try (var _ = cluster.replica("one")) {
            awaitAddresses("web", a, b);
            cluster.pod("squatter", "squatter", nodeA, "10.244.1.2", 8099);
            eventually()
                    .until(
                            () -> cluster.events("squatter", "HostPortConflict")
                                    .contains(
                                            "LoadBalancer Service " + cluster.namespace + "/web had port 8099/TCP of "
                                                    + a
                                                    + " before this pod ran there, and keeps it: connections to it do not reach this pod; write another hostPort (with hostNetwork, another containerPort), or another port in the Service"));
        }
        try (var second = cluster.replica("second")) {
            eventually().until(second.controller::leads);
            cluster.service("next", 8100);
            awaitAddresses("next", a, b);
            awaitAddresses("web", a, b);
            eventually()
                    .untilAsserted(() -> assertThat(second.writes())
                            .as("for the new Service alone")
                            .isEqualTo(1));
        }
        assertThat(cluster.condition("web")).isEqualTo("True Assigned 2 addresses");
    }

    @Test
    void with_a_local_policy_the_addresses_follow_the_ready_endpoints() {
        cluster.create(cluster.ofClass(OURS, "web", 80)
                .editSpec()
                .withExternalTrafficPolicy("Local")
                .addToSelector("app", "web")
                .endSpec());
        try (var _ = cluster.replica("only")) {
            eventually().until(() -> cluster.condition("web").startsWith("False NoReadyEndpoint"));
            cluster.pod("web-b", "web", nodeB, "10.244.2.2", 0);
            awaitAddresses("web", b);
            cluster.pod("web-a", "web", nodeA, "10.244.1.2", 0);
            awaitAddresses("web", a, b);
            cluster.deletePod("web-b");
            awaitAddresses("web", a);
        }
    }

    @Test
    void a_service_that_changes_its_type_is_rid_of_all_that_was_put_on_it() {
        cluster.service("web", 80);
        try (var _ = cluster.replica("only")) {
            awaitAddresses("web", a, b);
            edit(
                    "web",
                    service -> service.editSpec()
                            .withType("ClusterIP")
                            .withLoadBalancerClass(null)
                            .withAllocateLoadBalancerNodePorts(null)
                            .endSpec());
            eventually().until(() -> cluster.condition("web").equals("none"));
            assertThat(cluster.finalizers("web")).containsExactly("portico.io/test");
            assertThat(cluster.addresses("web")).isEmpty();
            edit(
                    "web",
                    service -> service.editSpec()
                            .withType("LoadBalancer")
                            .withLoadBalancerClass(OURS)
                            .endSpec());
            awaitAddresses("web", a, b);
        }
    }

    @Test
    void a_deleted_service_stays_until_a_leader_has_seen_it_and_its_port_is_free_then() {
        cluster.service("web", 80);
        try (var one = cluster.replica("one");
                var two = cluster.replica("two")) {
            awaitAddresses("web", a, b);
            eventually()
                    .untilAsserted(() -> assertThat(one.writes() + two.writes())
                            .as("by the leader alone")
                            .isEqualTo(1));
        }
        cluster.delete("web");
        assertThat(cluster.finalizers("web")).containsExactly(CLEANUP);
        cluster.service("next", 80);
        try (var _ = cluster.replica("after")) {
            eventually().until(() -> cluster.service("web") == null);
            awaitAddresses("next", a, b);
        }
    }

    @Test
    void a_standby_takes_over() {
        try (var one = cluster.replica("one")) {
            eventually().until(one.controller::leads);
            try (var two = cluster.replica("two")) {
                cluster.service("web", 80);
                awaitAddresses("web", a, b);
                var version = cluster.version("web");
                one.end();
                eventually().until(two.controller::leads);
                cluster.service("next", 81);
                awaitAddresses("next", a, b);
                assertThat(cluster.version("web")).isEqualTo(version);
                eventually().untilAsserted(() -> assertThat(two.writes()).isEqualTo(1));
            }
        }
    }

    @Test
    void services_without_a_class_are_served_only_when_asked_and_a_cloud_s_never() {
        cluster.create(cluster.ofClass(null, "web", 80));
        cluster.create(cluster.ofClass(null, "of-a-cloud", 81));
        cluster.create(cluster.ofClass("cloud.example/lb", "of-another", 82));
        for (var name : new String[] {"of-a-cloud", "of-another"}) {
            cluster.admin
                    .services()
                    .inNamespace(cluster.namespace)
                    .withName(name)
                    .editStatus(service -> new ServiceBuilder(service)
                            .editStatus()
                            .withNewLoadBalancer()
                            .addNewIngress()
                            .withIp("192.0.2.1")
                            .endIngress()
                            .endLoadBalancer()
                            .endStatus()
                            .build());
        }
        var versions = versions("of-a-cloud", "of-another");
        try (var _ = cluster.replica("asked", true)) {
            awaitAddresses("web", a, b);
            eventually()
                    .until(() ->
                            !cluster.events("of-a-cloud", "AnotherLoadBalancer").isEmpty());
        }
        var served = cluster.version("web");
        try (var _ = cluster.replica("not-asked")) {
            eventually().until(() -> cluster.condition("web").equals("none"));
            assertThat(cluster.addresses("web")).isEmpty();
            assertThat(cluster.finalizers("web")).containsExactly("portico.io/test");
        }
        assertThat(cluster.version("web")).isNotEqualTo(served);
        assertThat(versions("of-a-cloud", "of-another")).isEqualTo(versions);
    }

    private String versions(String... services) {
        return String.join(" ", Arrays.stream(services).map(cluster::version).toList());
    }

    private void edit(String service, UnaryOperator<ServiceBuilder> change) {
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName(service)
                .edit(before -> change.apply(new ServiceBuilder(before)).build());
    }

    private void awaitAddresses(String service, String... ips) {
        var expected = Arrays.stream(ips).map(ip -> ip + " VIP").toList();
        eventually().untilAsserted(() -> assertThat(cluster.addresses(service)).isEqualTo(expected));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
