package io.portico.nodeproxy;

import io.portico.runtime.net.Address;
import io.portico.runtime.settings.Faults;
import io.portico.runtime.settings.Settings;
import java.time.Duration;
import java.util.Set;

/** What cannot work of {@link NodeProxyConfig}. */
final class NodeProxyFaults {
    static final Settings<NodeProxyConfig> SETTINGS = new Settings<>(
            "portico.node-proxy", NodeProxyConfig.class, 9001, Set.of("portico.node-name"), NodeProxyFaults::find);

    private static final String PREFIX = "portico.node-proxy.";
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final int LAST_BIT = 31;
    private static final int MOST_CLIENTS = 1_000_000;

    private NodeProxyFaults() {}

    private static void find(NodeProxyConfig config, Faults faults) {
        faults.duration(PREFIX + "quiet", config.quiet(), Duration.ZERO);
        faults.duration(PREFIX + "most", config.most(), Duration.ZERO);
        if (config.most().compareTo(config.quiet()) < 0) {
            faults.add(PREFIX + "most is shorter than quiet; write one that is at least as long");
        }
        faults.duration(PREFIX + "check-every", config.checkEvery(), LEAST);
        faults.duration(PREFIX + "command-timeout", config.commandTimeout(), LEAST);
        faults.number(PREFIX + "masquerade-bit", config.masqueradeBit(), 0, LAST_BIT);
        faults.attempt("", () -> RuleChoices.localPods(config));
        faults.attempt("", () -> RuleChoices.nodePortAddresses(config));
        faults.attempt("", () -> ConntrackChoices.of(config));
        faults.port(PREFIX + "healthz-port", config.healthzPort());
        faults.duration(PREFIX + "healthz-patience", config.healthzPatience(), LEAST);
        config.healthzHost()
                .ifPresent(host -> faults.refuse(
                        Address.parse(host).isEmpty(),
                        PREFIX + "healthz-host",
                        "\"" + host + "\"",
                        "an address of this node, such as 127.0.0.1, or leave it out for all"));
        var relay = config.relay();
        faults.duration(PREFIX + "relay.connect-timeout", relay.connectTimeout(), LEAST);
        faults.number(PREFIX + "relay.most-connections", relay.mostConnections(), 1, MOST_CLIENTS);
        faults.duration(PREFIX + "relay.udp-idle", relay.udpIdle(), LEAST);
        faults.number(PREFIX + "relay.most-udp-clients", relay.mostUdpClients(), 1, MOST_CLIENTS);
        faults.duration(PREFIX + "relay.drain", relay.drain(), Duration.ZERO);
    }
}
