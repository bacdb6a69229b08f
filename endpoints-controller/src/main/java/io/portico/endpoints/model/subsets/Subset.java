package io.portico.endpoints.model.subsets;

import io.portico.endpoints.model.EndpointPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Sorts all lists. */
    public Subset {
        ready = ready.stream().sorted().toList();
        notReady = notReady.stream().sorted().toList();
        ports = ports.stream().sorted().toList();
    }

    /** What tells two addresses of one port apart. */
    private record AddressKey(String ip, String uid) {}

    private record ReadyAddress(SubsetAddress address, boolean ready) {}

    /**
     * Collects which address serves which port, and repacks that into the fewest subsets (upstream's
     * {@code RepackSubsets}): ports with the same addresses share one; an address that is both ready and not ready for
     * a port is not ready.
     */
    static final class Repacking {
        private final SortedMap<EndpointPort, Map<AddressKey, ReadyAddress>> byPort = new TreeMap<>();

        /** An address that serves no port in particular. */
        void add(SubsetAddress address, boolean ready) {
            add(address, ready, NO_PORT);
        }

        /** An address that serves that port. */
        void add(SubsetAddress address, boolean ready, EndpointPort port) {
            byPort.computeIfAbsent(port, p -> new HashMap<>())
                    .merge(
                            new AddressKey(address.ip(), address.target().uid()),
                            new ReadyAddress(address, ready),
                            (one, other) -> one.ready ? other : one);
        }

        List<Subset> subsets() {
            var byAddresses = new HashMap<Map<AddressKey, ReadyAddress>, List<EndpointPort>>();
            byPort.forEach((port, addresses) -> byAddresses
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

        private static List<SubsetAddress> addresses(Map<AddressKey, ReadyAddress> all, boolean ready) {
            return all.values().stream()
                    .filter(address -> address.ready == ready)
                    .map(ReadyAddress::address)
                    .toList();
        }
    }

    /** Subsets in the one order in which equal contents compare equal: by their ports, then by their addresses. */
    static List<Subset> canonical(List<Subset> subsets) {
        return subsets.stream()
                .sorted((a, b) -> {
                    var byPorts = a.ports.toString().compareTo(b.ports.toString());
                    return byPorts != 0 ? byPorts : a.toString().compareTo(b.toString());
                })
                .toList();
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
