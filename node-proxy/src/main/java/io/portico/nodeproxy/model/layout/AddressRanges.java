package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Family;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ranges of addresses that rules ask about, whatever the Services are.
 *
 * @param bySet those of one family, by the set that they are elements of
 */
record AddressRanges(Map<SetName, List<Cidr>> bySet) {
    /** Nothing is known. */
    static final AddressRanges NONE = new AddressRanges(Map.of());

    /** What that node and the operator make of them. */
    static AddressRanges of(ProxyState state, TableLayout layout) {
        var node = state.node();
        var family = layout.family();
        var settings = layout.settings();
        var pods = ofFamily(settings.localPods().ranges(node), family);
        var bySet = new LinkedHashMap<SetName, List<Cidr>>();
        bySet.put(SetName.PODS, pods);
        bySet.put(SetName.MASQUERADED, isMasqueraded(settings, pods) ? List.of(Cidr.all(family)) : List.of());
        bySet.put(SetName.NODE_PORT_ADDRESSES, settings.nodePortAddresses().ranges(family, node.primary()));
        bySet.put(SetName.SERVICE_RANGES, ofFamily(state.serviceRanges(), family));
        return new AddressRanges(bySet);
    }

    /** The sets whose elements are not the same there. */
    List<SetName> differences(AddressRanges others) {
        return Stream.concat(bySet.keySet().stream(), others.bySet.keySet().stream())
                .distinct()
                .filter(set -> !of(set).equals(others.of(set)))
                .toList();
    }

    /** These, with the elements of one set from there. */
    AddressRanges taking(SetName set, AddressRanges others) {
        var changed = new LinkedHashMap<>(bySet);
        changed.put(set, others.of(set));
        return new AddressRanges(changed);
    }

    /** The elements of a set. */
    List<Cidr> of(SetName set) {
        return bySet.getOrDefault(set, List.of());
    }

    /** In an order that does not depend on how they came together. */
    private static List<Cidr> ofFamily(List<Cidr> ranges, Family family) {
        return ranges.stream()
                .filter(range -> range.first().family() == family)
                .sorted(Comparator.comparing(Cidr::first))
                .toList();
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
