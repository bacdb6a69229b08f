package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.Cidr;
import io.portico.nodeproxy.model.LocalPods;
import io.portico.nodeproxy.model.ProxyState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ranges of addresses that rules ask about, whatever the Services are.
 *
 * @param bySet those of one family, by the set that they are elements of
 */
record AddressRanges(Map<String, List<Cidr>> bySet) {
    static final String PODS = "pods";
    static final String MASQUERADED = "masqueraded";
    static final String NODE_PORT_ADDRESSES = "nodeport-addresses";

    /** Nothing is known. */
    static final AddressRanges NONE = new AddressRanges(Map.of());

    /** What that node and the operator make of them. */
    static AddressRanges of(ProxyState state, TableLayout layout) {
        var node = state.node();
        var family = layout.family();
        var settings = layout.settings();
        var pods = settings.localPods().ranges(node).stream()
                .filter(range -> range.first().family() == family)
                .toList();
        var bySet = new LinkedHashMap<String, List<Cidr>>();
        bySet.put(PODS, pods);
        bySet.put(MASQUERADED, isMasqueraded(settings, pods) ? List.of(Cidr.all(family)) : List.of());
        bySet.put(NODE_PORT_ADDRESSES, settings.nodePortAddresses().ranges(family, node.primary()));
        return new AddressRanges(bySet);
    }

    /** Whether anybody who comes to the rule about ClusterIPs gets the node's address. */
    private static boolean isMasqueraded(RuleSettings settings, List<Cidr> pods) {
        return settings.masqueradeAll()
                || switch (settings.localPods()) {
                    case LocalPods.Unsaid _ -> false;
                    case LocalPods.ByInterface _ -> true;
                    case LocalPods.OnNode _, LocalPods.InCluster _ -> !pods.isEmpty();
                };
    }
}
