package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.Cidr;
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
    static final String NODE_PORT_ADDRESSES = "nodeport-addresses";

    /** Nothing is known. */
    static final AddressRanges NONE = new AddressRanges(Map.of());

    /** What that node and the operator make of them. */
    static AddressRanges of(ProxyState state, TableLayout layout) {
        var node = state.node();
        var family = layout.family();
        var bySet = new LinkedHashMap<String, List<Cidr>>();
        bySet.put(PODS, ofFamily(node.podRanges(), layout));
        bySet.put(NODE_PORT_ADDRESSES, layout.settings().nodePortAddresses().ranges(family, node.primary()));
        return new AddressRanges(bySet);
    }

    private static List<Cidr> ofFamily(List<Cidr> ranges, TableLayout layout) {
        return ranges.stream()
                .filter(range -> range.first().family() == layout.family())
                .toList();
    }
}
