package io.portico.endpoints.model.subsets;

import io.portico.endpoints.model.EndpointPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Addresses that serve the same ports.
 *
 * @param ready sorted
 * @param notReady sorted
 * @param ports sorted; empty for a headless Service without ports
 */
public record Subset(List<SubsetAddress> ready, List<SubsetAddress> notReady, List<EndpointPort> ports) {
    /** Stands for the ports of a headless Service that has none. */
    private static final EndpointPort NO_PORT = new EndpointPort("", -1, "", "");

    private static final Comparator<Subset> ORDER =
            ((Comparator<Subset>) Subset::comparePorts).thenComparing(Subset::toString);

    /** Sorts all lists. */
    public Subset {
        ready = ready.stream().sorted().toList();
        notReady = notReady.stream().sorted().toList();
        ports = ports.stream().sorted().toList();
    }

    /** What tells two addresses of one port apart. */
    private record AddressKey(String ip, String uid) {}

    /**
     * Collects which address serves which port, and repacks that into the fewest subsets (upstream's
     * {@code RepackSubsets}): ports with the same addresses share one; an address that is both ready and not ready for
     * a port is not ready; of two addresses with the same IP and UID the first tells the rest.
     */
    static final class Repacking {
        private final Map<AddressKey, SubsetAddress> all = new HashMap<>();
        private final SortedMap<EndpointPort, Map<AddressKey, Boolean>> readyByPort = new TreeMap<>();

        /** All addresses of a subset. */
        void add(Subset subset) {
            for (var port : subset.ports.isEmpty() ? List.of(NO_PORT) : subset.ports) {
                subset.ready.forEach(address -> add(address, true, port));
                subset.notReady.forEach(address -> add(address, false, port));
            }
        }

        /** An address that serves no port in particular. */
        void add(SubsetAddress address, boolean ready) {
            add(address, ready, NO_PORT);
        }

        /** An address that serves that port. */
        void add(SubsetAddress address, boolean ready, EndpointPort port) {
            var key = new AddressKey(address.ip(), address.target().uid());
            all.putIfAbsent(key, address);
            readyByPort.computeIfAbsent(port, p -> new HashMap<>()).merge(key, ready, Boolean::logicalAnd);
        }

        List<Subset> subsets() {
            var byAddresses = new HashMap<Map<AddressKey, Boolean>, List<EndpointPort>>();
            readyByPort.forEach((port, addresses) -> byAddresses
                    .computeIfAbsent(addresses, a -> new ArrayList<>())
                    .add(port));
            return canonical(byAddresses.entrySet().stream()
                    .map(entry -> new Subset(
                            addresses(entry.getKey(), true),
                            addresses(entry.getKey(), false),
                            entry.getValue().stream()
                                    .filter(port -> !port.equals(NO_PORT))
                                    .toList()))
                    .toList());
        }

        private List<SubsetAddress> addresses(Map<AddressKey, Boolean> some, boolean ready) {
            return some.entrySet().stream()
                    .filter(entry -> entry.getValue() == ready)
                    .map(entry -> Objects.requireNonNull(all.get(entry.getKey())))
                    .toList();
        }
    }

    /**
     * Subsets in the one order in which equal contents compare equal: by their ports, then by their addresses. Upstream
     * orders them by a hash; no reader of Endpoints may count on any order.
     */
    static List<Subset> canonical(List<Subset> subsets) {
        return subsets.stream().sorted(ORDER).toList();
    }

    private static int comparePorts(Subset a, Subset b) {
        for (var i = 0; i < Math.min(a.ports.size(), b.ports.size()); i++) {
            var order = a.ports.get(i).compareTo(b.ports.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.ports.size(), b.ports.size());
    }

    void print(StringBuilder out, String indent) {
        out.append(indent).append("- ports: ").append(ports).append('\n');
        print(out, indent + "  ", "ready", ready);
        print(out, indent + "  ", "notReady", notReady);
    }

    private static void print(StringBuilder out, String indent, String name, List<SubsetAddress> addresses) {
        if (!addresses.isEmpty()) {
            out.append(indent).append(name).append(":\n");
            addresses.forEach(
                    address -> out.append(indent).append("  - ").append(address).append('\n'));
        }
    }
}
