package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.Table;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Collects what some Services contribute to a table: map elements and nothing else, except those with session affinity
 * ({@link StickyLayout}).
 */
final class TableParts {
    private final TableLayout layout;
    private final Map<SetName, Map<String, String>> elements = new HashMap<>();
    private final StickyLayout sticky;
    private final List<Chain> chains = new ArrayList<>();
    private final TreeSet<Shared.Choice> choices = new TreeSet<>();

    TableParts(TableLayout layout) {
        this.layout = layout;
        this.sticky = new StickyLayout(layout);
    }

    /** All of it; its sets are all there, whatever was added. */
    Table table() {
        var sets = new ArrayList<>(layout.sets(elements));
        sets.addAll(sticky.sets());
        var all = new ArrayList<>(chains);
        all.addAll(sticky.chains());
        choices.forEach(choice -> all.addAll(EndpointChains.of(layout, choice)));
        return Table.of(layout.family(), TableLayout.TABLE, sets, all);
    }

    void add(List<Chain> fixed) {
        chains.addAll(fixed);
    }

    void add(AddressRanges ranges) {
        ranges.bySet().forEach((set, ofSet) -> ofSet.forEach(range -> put(set, range.toString(), "")));
    }

    void add(Shared shared) {
        switch (shared) {
            case Shared.ClusterIp(var address) -> put(SetName.CLUSTER_IPS, address.text(), "");
            case Shared.Hairpin(var address) -> put(SetName.HAIRPINS, address + " . " + address, "");
            case Shared.Choice choice -> choices.add(choice);
        }
    }

    /** Without what is {@link Shared}. */
    void add(ServiceEntry entry) {
        for (var port : entry.ports()) {
            if (port.key().family() == layout.family()) {
                add(port);
            }
        }
    }

    private void add(ServicePort port) {
        if (port.isSticky()) {
            sticky.add(port);
        }
        var isLocal = port.isLocal(LocalPolicy.EXTERNAL);
        var onlyHere = port.isLocal(LocalPolicy.INTERNAL);
        var atClusterIp = onlyHere ? port.endpointsHere() : port.endpoints();
        put(
                SetName.SERVICES,
                key(port, port.clusterIp()),
                verdict(onlyHere && port.isSticky() ? ChainKind.LOCAL : ChainKind.CLUSTER_IP, port, atClusterIp));
        putEndpoints(port, port.clusterIp(), 0, atClusterIp);
        for (var address : port.externalAddresses()) {
            var key = key(port, address);
            put(
                    SetName.SERVICES,
                    key,
                    verdict(isLocal ? ChainKind.INSIDE : ChainKind.EXTERNAL, port, port.endpoints()));
            putEndpoints(port, address, 0, port.endpoints());
            if (isLocal) {
                put(SetName.LOCAL_SERVICES, key, verdict(ChainKind.LOCAL, port, port.endpointsHere()));
                putEndpoints(port, address, EndpointChains.FIRST_LOCAL_INDEX, port.endpointsHere());
            }
            if (port.guardedAddresses().contains(address)) {
                put(SetName.GUARDED, key, "");
                port.sourceRanges().forEach(range -> put(SetName.ALLOWED, key + " . " + range, ""));
            }
        }
        if (port.nodePort() != 0) {
            var key = port.key().protocol().token() + " . " + port.nodePort();
            put(
                    SetName.NODE_PORTS,
                    key,
                    verdict(isLocal ? ChainKind.NODE_PORT_INSIDE : ChainKind.NODE_PORT, port, port.endpoints()));
            putNodePortEndpoints(port, 0, port.endpoints());
            if (isLocal) {
                put(SetName.LOCAL_NODE_PORTS, key, verdict(ChainKind.NODE_PORT_LOCAL, port, port.endpointsHere()));
                putNodePortEndpoints(port, EndpointChains.FIRST_LOCAL_INDEX, port.endpointsHere());
            }
        }
    }

    private static String key(ServicePort port, Address address) {
        return address + " . " + port.key().protocol().token() + " . "
                + port.key().number();
    }

    /** Refused when nobody anywhere could answer; dropped when those who could are none of the ones to choose from. */
    private String verdict(ChainKind kind, ServicePort port, List<Endpoint> choice) {
        if (port.endpoints().isEmpty()) {
            return "goto " + layout.refuse();
        }
        if (choice.isEmpty()) {
            return "drop";
        }
        return "goto "
                + (port.isSticky()
                        ? sticky.chain(kind, port)
                        : EndpointChains.name(layout, kind, port.key().protocol(), choice.size()));
    }

    private void putEndpoints(ServicePort port, Address address, int first, List<Endpoint> endpoints) {
        putEndpoints(
                port,
                SetName.endpoints(port.key().protocol()),
                address + " . " + port.key().number(),
                first,
                endpoints);
    }

    private void putNodePortEndpoints(ServicePort port, int first, List<Endpoint> endpoints) {
        putEndpoints(
                port,
                SetName.nodePortEndpoints(port.key().protocol()),
                String.valueOf(port.nodePort()),
                first,
                endpoints);
    }

    /** A sticky port's endpoints stand in its own chains instead. */
    private void putEndpoints(ServicePort port, SetName map, String key, int first, List<Endpoint> endpoints) {
        for (var i = 0; i < endpoints.size() && !port.isSticky(); i++) {
            var endpoint = endpoints.get(i);
            put(map, key + " . " + (first + i), endpoint.address() + " . " + endpoint.port());
        }
    }

    private void put(SetName set, String key, String value) {
        elements.computeIfAbsent(set, _ -> new LinkedHashMap<>()).put(key, value);
    }
}
