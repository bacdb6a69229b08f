package io.portico.nodeproxy.model.state;

import static io.portico.nodeproxy.Worlds.forZone;
import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.Worlds;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayPlanTest {
    private static final List<String> WEB = List.of("web:8080/TCP");

    @Test
    void node_ports_with_endpoints_are_relayed_and_nothing_else_is() {
        var web = service("web", List.of("10.96.0.1", "fd96::1"), "web:80/TCP:30080");
        var lonely = service("lonely", List.of("10.96.0.2"), "web:80/TCP:30081");
        var inner = service("inner", List.of("10.96.0.3"), "web:80/TCP");
        assertThat(plan(world().with(web, lonely, inner)
                        .with(
                                slice("web-4", "web", WEB, "10.0.1.1", "10.0.1.2"),
                                slice("web-6", "web", WEB, "fd00::1"),
                                slice("inner-4", "inner", WEB, "10.0.1.3"))))
                .isEqualTo("""
                          30080/tcp IPv4 Service default/web: 10.0.1.1:8080, 10.0.1.2:8080
                          30080/tcp IPv6 Service default/web: [fd00::1]:8080
                        """);
    }

    @Test
    void with_the_local_policy_only_endpoints_of_this_node_answer_and_without_any_the_port_is_closed() {
        var web = service("web", List.of("10.96.0.1"), "web:80/TCP:30080");
        web.editSpec().withExternalTrafficPolicy("Local").endSpec();
        var there = on("node-b", slice("web-b", "web", WEB, "10.0.2.1"));
        assertThat(plan(world().with(web).with(there))).isEmpty();
        var here = on("node-a", slice("web-a", "web", WEB, "10.0.1.1"));
        assertThat(plan(world().with(web).with(there, here))).isEqualTo("""
                          30080/tcp IPv4 Service default/web: 10.0.1.1:8080
                        """);
    }

    @Test
    void hints_leave_out_endpoints_that_are_meant_for_other_zones() {
        var near = forZone("east", slice("web-a", "web", WEB, "10.0.1.1"));
        var far = forZone("west", slice("web-b", "web", WEB, "10.0.2.1"));
        var web = world().with(service("web", List.of("10.96.0.1"), "web:80/TCP:30080"))
                .with(near, far);
        assertThat(plan(web.zone("node-a", "west"))).isEqualTo("""
                          30080/tcp IPv4 Service default/web: 10.0.2.1:8080
                        """);
    }

    private static String plan(Worlds.Builder builder) {
        var world = builder.on("node-a");
        return RelayPlan.of(world, ProxyState.of(world, ProxyState.EMPTY)).toString();
    }
}
