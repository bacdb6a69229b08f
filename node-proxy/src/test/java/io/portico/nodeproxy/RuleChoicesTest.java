package io.portico.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import io.portico.runtime.net.Cidr;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings as the chart writes them. */
class RuleChoicesTest {
    @Test
    void who_chooses_nothing_has_the_defaults() {
        assertThat(choices(Map.of())).isEqualTo(RuleSettings.DEFAULT);
    }

    @Test
    void each_choice_is_a_variable() {
        assertThat(choices(Map.of(
                        "PORTICO_NODE_PROXY_MASQUERADE_BIT", "15",
                        "PORTICO_NODE_PROXY_MASQUERADE_ALL", "true",
                        "PORTICO_NODE_PROXY_NODE_PORT_ADDRESSES", "primary",
                        "PORTICO_NODE_PROXY_CLUSTER_CIDR", "10.244.0.0/16,fd44::/48")))
                .isEqualTo(new RuleSettings(
                        0x8000,
                        NodePortAddresses.parse(List.of("primary")),
                        new LocalPods.InCluster(List.of(
                                Cidr.parse("10.244.0.0/16").orElseThrow(),
                                Cidr.parse("fd44::/48").orElseThrow())),
                        true));
        assertThat(choices(Map.of(
                                "PORTICO_NODE_PROXY_DETECT_LOCAL_MODE", "BridgeInterface",
                                "PORTICO_NODE_PROXY_POD_BRIDGE_INTERFACE", "cni0"))
                        .localPods())
                .isEqualTo(new LocalPods.ByInterface("cni0"));
        assertThat(choices(Map.of(
                                "PORTICO_NODE_PROXY_DETECT_LOCAL_MODE", "InterfaceNamePrefix",
                                "PORTICO_NODE_PROXY_POD_INTERFACE_NAME_PREFIX", "veth"))
                        .localPods())
                .isEqualTo(new LocalPods.ByInterface("veth*"));
    }

    @Test
    void a_mistake_names_the_setting_and_what_to_write() {
        assertThatThrownBy(() -> choices(Map.of("PORTICO_NODE_PROXY_MASQUERADE_BIT", "32")))
                .hasMessage("portico.node-proxy.masquerade-bit is 32; write 0 to 31");
        assertThatThrownBy(() -> choices(Map.of("PORTICO_NODE_PROXY_DETECT_LOCAL_MODE", "Guess")))
                .hasMessage("portico.node-proxy.detect-local-mode is \"Guess\"; write ClusterCIDR, NodeCIDR,"
                        + " BridgeInterface or InterfaceNamePrefix, or nothing");
        assertThatThrownBy(() -> choices(Map.of("PORTICO_NODE_PROXY_NODE_PORT_ADDRESSES", "eth0")))
                .hasMessageStartingWith("portico.node-proxy.node-port-addresses: \"eth0\" is no range;");
    }

    private static RuleSettings choices(Map<String, String> environment) {
        return RuleChoices.of(new SmallRyeConfigBuilder()
                .withMapping(NodeProxyConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(NodeProxyConfig.class));
    }
}
