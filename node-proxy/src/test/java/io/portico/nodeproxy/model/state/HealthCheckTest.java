package io.portico.nodeproxy.model.state;

import static io.portico.nodeproxy.Worlds.eachOf;
import static io.portico.nodeproxy.Worlds.forNode;
import static io.portico.nodeproxy.Worlds.forZone;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.ending;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditionsBuilder;
import io.portico.nodeproxy.Worlds;
import io.portico.runtime.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final List<String> WEB = List.of("web:8080/TCP");

    @Test
    void only_ready_endpoints_of_this_node_count() {
        var here = on("node-a", slice("web-1", "web", WEB, "10.0.1.1", "10.0.1.2"));
        var there = on("node-b", slice("web-2", "web", WEB, "10.0.2.1"));
        var nowhere = slice("web-3", "web", WEB, "10.0.3.1");
        assertThat(ready(world().with(web()).with(here, there, nowhere))).isEqualTo(2);
    }

    @Test
    void endpoints_that_only_terminate_do_not_count_though_they_serve() {
        var here = on("node-a", slice("web-1", "web", WEB, "10.0.1.1"));
        here.editFirstEndpoint()
                .withConditions(new EndpointConditionsBuilder()
                        .withReady(false)
                        .withServing(true)
                        .withTerminating(true)
                        .build())
                .endEndpoint();
        assertThat(ready(world().with(web()).with(here))).isZero();
    }

    @Test
    void endpoints_of_this_node_count_though_they_are_meant_for_others() {
        var here = forNode("node-b", forZone("west", on("node-a", slice("web-1", "web", WEB, "10.0.1.1"))));
        assertThat(ready(world().zone("node-a", "east").with(web()).with(here))).isEqualTo(1);
    }

    @Test
    void an_endpoint_in_two_slices_counts_once() {
        var one = on("node-a", slice("web-1", "web", WEB, "10.0.1.1"));
        var other = on("node-a", slice("web-2", "web", List.of("other:9090/TCP"), "10.0.1.1"));
        assertThat(ready(world().with(web()).with(one, other))).isEqualTo(1);
    }

    @Test
    void an_address_that_another_pod_had_counts_where_the_new_pod_is() {
        for (var order : List.of(List.of("web-1", "web-2"), List.of("web-2", "web-1"))) {
            var now = on("node-a", slice(order.getFirst(), "web", WEB, "10.0.1.1"));
            var before = ending(on("node-b", slice(order.getLast(), "web", WEB, "10.0.1.1")));
            assertThat(ready(world().with(web()).with(now, before))).isEqualTo(1);

            var moved = on("node-b", slice(order.getFirst(), "web", WEB, "10.0.1.1"));
            var published = eachOf(
                    on("node-a", slice(order.getLast(), "web", WEB, "10.0.1.1")),
                    endpoint -> endpoint.editConditions().withTerminating(true).endConditions());
            assertThat(ready(world().with(web()).with(moved, published))).isZero();
        }
    }

    @Test
    void endpoints_of_a_port_that_the_service_does_not_have_do_not_count() {
        var other = on("node-a", slice("web-1", "web", List.of("other:9090/TCP"), "10.0.1.1"));
        assertThat(ready(world().with(web()).with(other))).isZero();
    }

    @Test
    void each_family_counts_for_itself_and_for_one_that_the_service_lacks() {
        var four = on("node-a", slice("web-4", "web", WEB, "10.0.1.1", "10.0.1.2"));
        var six = on("node-a", slice("web-6", "web", WEB, "fd00::1"));
        var both = web();
        both.editSpec().withClusterIPs("10.96.0.1", "fd96::1").endSpec();
        var dual = check(world().with(both).with(four, six));
        assertThat(dual.endpoints(Family.IPV4)).isEqualTo(2);
        assertThat(dual.endpoints(Family.IPV6)).isEqualTo(1);

        var single = check(world().with(web()).with(four, six));
        assertThat(single.endpoints(Family.IPV6)).isEqualTo(2);
    }

    @Test
    void only_a_load_balancer_with_the_local_policy_has_one() {
        var cluster = web();
        cluster.editSpec().withExternalTrafficPolicy("Cluster").endSpec();
        assertThat(HealthCheck.of(world().with(cluster).on("node-a"))).isEmpty();

        var nodePort = web();
        nodePort.editSpec().withType("NodePort").endSpec();
        assertThat(HealthCheck.of(world().with(nodePort).on("node-a"))).isEmpty();
    }

    @Test
    void the_older_service_keeps_a_port_that_two_claim() {
        var younger = service("another", List.of("10.96.0.2"), "web:80/TCP")
                .editMetadata()
                .withCreationTimestamp("2026-02-01T00:00:00Z")
                .endMetadata();
        younger.withSpec(web().buildSpec());
        assertThat(check(world().with(younger, web())).service().name()).isEqualTo("web");
    }

    private static ServiceBuilder web() {
        return service("web", List.of("10.96.0.1"), "web:80/TCP")
                .editSpec()
                .withType("LoadBalancer")
                .withExternalTrafficPolicy("Local")
                .withHealthCheckNodePort(31000)
                .endSpec();
    }

    private static int ready(Worlds.Builder world) {
        return check(world).endpoints(Family.IPV4);
    }

    private static HealthCheck check(Worlds.Builder world) {
        var checks = HealthCheck.of(world.on("node-a"));
        assertThat(checks).containsOnlyKeys(31000);
        return checks.get(31000);
    }
}
