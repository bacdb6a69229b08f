package io.portico.nodeproxy.model.state;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node cannot forward, which may turn out while it forwards. */
class ObstaclesTest {
    private static final Map<Protocol, String> NO_SCTP = Map.of(Protocol.SCTP, "it is no bird; write TCP");

    private final World world = world().with(
                    service("diameter", List.of("10.96.0.30"), "diameter:3868/SCTP", "web:80/TCP"),
                    service("web", List.of("10.96.0.10"), "web:80/TCP"))
            .on("node-a");

    @Test
    void ports_of_a_protocol_that_turns_out_not_to_be_forwarded_are_left_out_and_said() {
        var before = ProxyState.of(world, ProxyState.EMPTY);
        assertThat(before.ports()).hasSize(3);
        var without = ProxyState.of(world, before, NO_SCTP);
        assertThat(without.ports())
                .extracting(port -> port.key().protocol())
                .containsExactly(Protocol.TCP, Protocol.TCP);
        assertThat(without.problemsSince(before))
                .singleElement()
                .hasToString(
                        "Service default/diameter: NotSupported: spec.ports has protocol SCTP for port 3868, which is"
                                + " not forwarded on node node-a: it is no bird; write TCP");
        assertThat(without.services().differences(before.services()))
                .containsOnly(new NamespacedName("default", "diameter"));
    }

    @Test
    void they_come_back_and_until_then_a_change_leaves_them_out() {
        var without = ProxyState.of(world, ProxyState.EMPTY, NO_SCTP);
        assertThat(ProxyState.of(world, without).ports()).hasSize(2);
        var with = ProxyState.of(world, without, Map.of());
        assertThat(with.ports()).hasSize(3);
        assertThat(with.problems()).isEmpty();
    }
}
