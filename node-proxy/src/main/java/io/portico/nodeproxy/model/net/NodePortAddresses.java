package io.portico.nodeproxy.model.net;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of a node's addresses take node ports: upstream's {@code nodePortAddresses}.
 *
 * @param ranges the addresses that do; a family without a range takes them at all addresses
 * @param primaryOnly only the node's first internal address of each family does, as its Node object has it
 */
public record NodePortAddresses(List<Cidr> ranges, boolean primaryOnly) {
    /** At all addresses. */
    public static final NodePortAddresses ALL = new NodePortAddresses(List.of(), false);

    private static final String PRIMARY = "primary";

    /** Copies the list. */
    public NodePortAddresses {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads ranges such as {@code 192.0.2.0/24}, or the single word {@code primary}; none stand for all addresses.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static NodePortAddresses parse(Collection<String> texts) {
        if (List.copyOf(texts).equals(List.of(PRIMARY))) {
            return new NodePortAddresses(List.of(), true);
        }
        var ranges = new ArrayList<Cidr>();
        for (var text : texts) {
            ranges.add(Cidr.parse(text.strip())
                    .orElseThrow(() -> new IllegalArgumentException("\"" + text
                            + "\" is no range; write ranges such as 192.0.2.0/24 or 2001:db8::/64, or primary alone")));
        }
        return new NodePortAddresses(Cidr.withoutNested(ranges), false);
    }

    /** Whether nothing is left out in any family. */
    public boolean all() {
        return !primaryOnly && ranges.stream().allMatch(range -> range.bits() == 0);
    }

    /**
     * Where the addresses of that family lie that do, and perhaps others that are not this host's.
     *
     * @param primary the node's first internal address of each family, as far as it has one
     */
    public List<Cidr> ranges(Family family, Map<Family, Address> primary) {
        if (primaryOnly) {
            return Stream.ofNullable(primary.get(family)).map(Cidr::of).toList();
        }
        var ofFamily = ranges.stream()
                .filter(range -> range.first().family() == family)
                .toList();
        return ofFamily.isEmpty() ? List.of(Cidr.all(family)) : ofFamily;
    }

    /** Those of a host's addresses that take node ports. */
    public Set<Address> among(Set<Address> local, Map<Family, Address> primary) {
        return local.stream()
                .filter(address ->
                        ranges(address.family(), primary).stream().anyMatch(range -> range.contains(address)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** For {@code /state}. */
    @Override
    public String toString() {
        if (primaryOnly) {
            return PRIMARY;
        }
        return all() ? "all" : ranges.stream().map(Cidr::toString).collect(Collectors.joining(" "));
    }
}
