package io.portico.nodeproxy;

import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import java.util.List;
import java.util.function.Supplier;

/** Reads from the settings what the operator chose about the rules. A mistake is a sentence that names the setting. */
final class RuleChoices {
    private static final String PREFIX = "portico.node-proxy.";

    private RuleChoices() {}

    static RuleSettings of(NodeProxyConfig config) {
        if (config.masqueradeBit() < 0 || config.masqueradeBit() > 31) {
            throw new IllegalArgumentException(
                    PREFIX + "masquerade-bit is " + config.masqueradeBit() + "; write 0 to 31");
        }
        return new RuleSettings(
                1 << config.masqueradeBit(), nodePortAddresses(config), localPods(config), config.masqueradeAll());
    }

    /** How pods are told from others. */
    static LocalPods localPods(NodeProxyConfig config) {
        return named(
                PREFIX,
                () -> LocalPods.parse(
                        config.detectLocalMode(),
                        config.clusterCidr().orElse(List.of()),
                        config.podBridgeInterface(),
                        config.podInterfaceNamePrefix()));
    }

    /** Relay mode has these, too. */
    static NodePortAddresses nodePortAddresses(NodeProxyConfig config) {
        return named(
                PREFIX + "node-port-addresses: ",
                () -> NodePortAddresses.parse(config.nodePortAddresses().orElse(List.of())));
    }

    private static <T> T named(String prefix, Supplier<T> choice) {
        try {
            return choice.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + e.getMessage(), e);
        }
    }
}
