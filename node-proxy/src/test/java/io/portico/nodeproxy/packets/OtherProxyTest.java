package io.portico.nodeproxy.packets;

import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.packets.Places.B1;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.Requires;
import org.junit.jupiter.api.Test;

/** Services of another proxy, which this one does not even see, have ClusterIPs of the same ranges. */
@Requires(Requires.Need.NFT)
class OtherProxyTest {
    private final TestCluster cluster = TestCluster.empty();

    @Test
    void what_another_proxy_redirects_is_not_dropped() {
        cluster.apply(world().withServiceCidr("kubernetes", "10.96.0.0/16"));
        var _ = cluster.onNode("node-a", "nft", """
                table ip other {
                  chain prerouting {
                    type nat hook prerouting priority -100;
                    ip daddr 10.96.0.77 tcp dport 80 dnat to %1$s:8080
                  }
                  chain output {
                    type nat hook output priority -100;
                    ip daddr 10.96.0.77 tcp dport 80 dnat to %1$s:8080
                  }
                }
                """.formatted(B1));
        assertThat(cluster.ask("a1", "tcp 10.96.0.77 80")).isEqualTo("b1");
        assertThat(cluster.ask("node-a", "tcp 10.96.0.77 80")).isEqualTo("b1");
        assertThat(cluster.ask("a1", "within 300 tcp 10.96.0.78 80")).isNotEqualTo("b1");
    }
}
