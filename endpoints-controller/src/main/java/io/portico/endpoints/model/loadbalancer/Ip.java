package io.portico.endpoints.model.loadbalancer;

import io.portico.endpoints.model.Family;
import io.portico.endpoints.model.IpText;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * An IP address, ordered by family, then by its bytes.
 *
 * @param text its canonical form
 */
record Ip(String text, InetAddress value) implements Comparable<Ip> {
    private static final Comparator<Ip> ORDER =
            Comparator.comparing(Ip::family).thenComparing(ip -> ip.value.getAddress(), Arrays::compareUnsigned);

    /** Reads a literal; empty when it is none. */
    static Optional<Ip> parse(String literal) {
        return IpText.canonical(literal).map(text -> new Ip(text, InetAddress.ofLiteral(text)));
    }

    Family family() {
        return Family.of(text);
    }

    @Override
    public int compareTo(Ip other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return text;
    }
}
