package io.portico.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.RefusedSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeProxyFaultsTest {
    private static final RefusedSettings REFUSED = new RefusedSettings(
            "node-proxy", "PORTICO_NODE_PROXY_", NodeProxyFaults.SETTINGS, Map.of("PORTICO_NODE_NAME", "node-a"));

    @Test
    void defaults_work() {
        REFUSED.assertDefaultsWork();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MASQUERADE_BIT | 32 | portico.node-proxy.masquerade-bit is 32; write 0 to 31",
                "DETECT_LOCAL_MODE | ClusterCIDR | portico.node-proxy.cluster-cidr is missing",
                "DETECT_LOCAL_MODE | BridgeInterface | portico.node-proxy.pod-bridge-interface is missing",
                "DETECT_LOCAL_MODE | Guess | portico.node-proxy.detect-local-mode is \"Guess\"",
                "POD_INTERFACE_NAME_PREFIX | veth | portico.node-proxy.pod-interface-name-prefix goes with",
                "CLUSTER_CIDR | 10.0.0.0/33 | portico.node-proxy.cluster-cidr has \"10.0.0.0/33\"",
                "NODE_PORT_ADDRESSES | 192.0.2.0 | portico.node-proxy.node-port-addresses: \"192.0.2.0\" is no range",
                "MODE | userspace | portico.node-proxy.mode is \"userspace\"; write one of",
                "HEALTHZ_PORT | 9001 | quarkus.management.port and portico.node-proxy.healthz-port are both 9001",
                "HEALTHZ_PORT | 65536 | portico.node-proxy.healthz-port is 65536",
                "HEALTHZ_HOST | localhost | portico.node-proxy.healthz-host is \"localhost\"",
                "COMMAND_TIMEOUT | 0s | portico.node-proxy.command-timeout is 0s",
                "CHECK_EVERY | -1s | portico.node-proxy.check-every is -1s",
                "QUIET | 1s | portico.node-proxy.most is shorter than quiet",
                "CONNTRACK_MAX_PER_CORE | -1 | portico.node-proxy.conntrack.max-per-core is -1; write a number, or 0",
                "CONNTRACK_UDP_TIMEOUT | 500ms | portico.node-proxy.conntrack.udp-timeout is 500 ms; write whole seconds",
                "RELAY_MOST_CONNECTIONS | 0 | portico.node-proxy.relay.most-connections is 0",
                "RELAY_UDP_IDLE | 0s | portico.node-proxy.relay.udp-idle is 0s",
                "MASQUERADEBIT | 14 | PORTICO_NODE_PROXY_MASQUERADEBIT is no setting of node-proxy (did you mean"
                        + " PORTICO_NODE_PROXY_MASQUERADE_BIT?)",
            })
    void what_cannot_work_is_refused_by_name(String setting, String value, String sentence) {
        REFUSED.assertRefused(setting, value, sentence);
    }

    @Test
    void it_must_know_its_node() {
        assertThat(NodeProxyFaults.SETTINGS
                        .faults("node-proxy", Map.of(), Map.of())
                        .sentences())
                .singleElement()
                .asString()
                .startsWith("portico.node-name is not set");
    }
}
