package io.portico.runtime.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses.
 *
 * @param first its first address; the bits after the prefix are zero
 * @param bits the prefix' length
 */
public record Cidr(Address first, int bits) {

    /** Reads {@code 10.0.0.0/8} and the like; absent when it is none. */
    public static Optional<Cidr> parse(String text) {
        var slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        var bits = Integer.parseInt(text.substring(slash + 1));
        return Address.parse(text.substring(0, slash))
                .filter(address -> bits <= address.family().bits())
                .map(address -> new Cidr(address.masked(bits), bits));
    }

    /** That address alone. */
    public static Cidr of(Address address) {
        return new Cidr(address, address.family().bits());
    }

    /** All addresses of that family. */
    public static Cidr all(Family family) {
        return new Cidr(new Address(family, 0, 0), 0);
    }

    /** The same ranges without those that lie in another: prefixes either nest or are apart. */
    public static List<Cidr> withoutNested(Collection<Cidr> ranges) {
        var kept = new ArrayList<Cidr>();
        for (var range : ranges.stream().distinct().toList()) {
            if (ranges.stream().noneMatch(other -> !other.equals(range) && other.contains(range))) {
                kept.add(range);
            }
        }
        return kept;
    }

    /** Whether that address lies in it. */
    public boolean contains(Address address) {
        return first.family() == address.family() && address.masked(bits).equals(first);
    }

    /** Whether all of those addresses lie in it. */
    public boolean contains(Cidr other) {
        return first.family() == other.first.family()
                && bits <= other.bits
                && other.first.masked(bits).equals(first);
    }

    /** As rules and people write it. */
    @Override
    public String toString() {
        return first + "/" + bits;
    }
}
