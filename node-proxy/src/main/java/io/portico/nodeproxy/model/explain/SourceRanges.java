package io.portico.nodeproxy.model.explain;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A Service's {@code loadBalancerSourceRanges}: whom of those who come from one place they admit. */
record SourceRanges(List<Cidr> ranges) {
    enum Admitted {
        ALL,
        SOME,
        NONE
    }

    /** Copies the list. */
    SourceRanges {
        ranges = List.copyOf(ranges);
    }

    /** Of clients with one of these addresses. */
    Admitted ofAddresses(Collection<Address> clients) {
        return of(clients.stream().map(Cidr::of).toList());
    }

    /** Of clients with any address in these ranges; of whom nothing is known where there are none. */
    Admitted of(Collection<Cidr> clients) {
        if (ranges.isEmpty()) {
            return Admitted.NONE;
        }
        if (ranges.stream().anyMatch(range -> range.bits() == 0)
                || (!clients.isEmpty() && clients.stream().allMatch(this::contains))) {
            return Admitted.ALL;
        }
        return clients.isEmpty() || clients.stream().anyMatch(this::touches) ? Admitted.SOME : Admitted.NONE;
    }

    private boolean contains(Cidr clients) {
        return ranges.stream().anyMatch(range -> range.contains(clients));
    }

    private boolean touches(Cidr clients) {
        return ranges.stream().anyMatch(range -> range.contains(clients) || clients.contains(range));
    }

    @Override
    public String toString() {
        return ranges.stream().map(Cidr::toString).collect(Collectors.joining(", "));
    }
}
