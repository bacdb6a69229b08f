package io.portico.nodeproxy.model.state;

import static io.portico.nodeproxy.Worlds.on;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.runtime.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalGapsTest {
    private static final List<String> PORTS = List.of("web:8080/TCP", "dns:5353/UDP");

    @Test
    void each_port_counts_by_each_policy_and_family_while_its_endpoints_are_all_elsewhere() {
        var there = on("node-b", slice("web-4", "web", PORTS, "10.0.2.1"));
        var here6 = on("node-a", slice("web-6", "web", PORTS, "fd00::1"));
        var gaps = of(world().with(web("Local", "Local")).with(there, here6));
        assertThat(gaps.count(Family.IPV4, LocalPolicy.INTERNAL)).isEqualTo(2);
        assertThat(gaps.count(Family.IPV4, LocalPolicy.EXTERNAL)).isEqualTo(2);
        assertThat(gaps.count(Family.IPV6, LocalPolicy.INTERNAL)).isZero();
        var external = of(world().with(web("Cluster", "Local")).with(there));
        assertThat(external.count(Family.IPV4, LocalPolicy.INTERNAL)).isZero();
        assertThat(external.count(Family.IPV4, LocalPolicy.EXTERNAL)).isEqualTo(2);
    }

    @Test
    void a_service_whose_endpoints_are_nowhere_does_not_count() {
        var gaps = of(world().with(web("Local", "Local")));
        assertThat(gaps.count(Family.IPV4, LocalPolicy.INTERNAL)).isZero();
        assertThat(gaps.count(Family.IPV4, LocalPolicy.EXTERNAL)).isZero();
    }

    @Test
    void a_gap_closes_with_an_endpoint_of_this_node_and_goes_with_its_service() {
        var there = on("node-b", slice("web-4", "web", PORTS, "10.0.2.1"));
        var here = on("node-a", slice("web-5", "web", PORTS, "10.0.1.1"));
        var open =
                ProxyState.of(world().with(web("Local", "Cluster")).with(there).on("node-a"), ProxyState.EMPTY);
        assertThat(open.localGaps().count(Family.IPV4, LocalPolicy.INTERNAL)).isEqualTo(2);
        var closed = ProxyState.of(
                world().with(web("Local", "Cluster")).with(there, here).on("node-a"), open);
        assertThat(closed.localGaps().count(Family.IPV4, LocalPolicy.INTERNAL)).isZero();
        var gone = ProxyState.of(world().with(there).on("node-a"), open);
        assertThat(gone.localGaps().count(Family.IPV4, LocalPolicy.INTERNAL)).isZero();
    }

    private static ServiceBuilder web(String internal, String external) {
        return service("web", List.of("10.96.0.1", "fd96::1"), "web:80/TCP:30080", "dns:53/UDP:30053")
                .editSpec()
                .withInternalTrafficPolicy(internal)
                .withExternalTrafficPolicy(external)
                .endSpec();
    }

    private static LocalGaps of(Worlds.Builder builder) {
        return ProxyState.of(builder.on("node-a"), ProxyState.EMPTY).localGaps();
    }
}
