package io.portico.nodeproxy.nft;

import java.math.BigInteger;
import java.net.InetAddress;

/** Elements of sets with {@code flags interval}: prefixes, alone or as part of a concatenation. */
final class Ranges {
    private Ranges() {}

    /** Whether each part of the value is the element's, or lies in its prefix. */
    static boolean contains(String element, String value) {
        var elements = element.split(" \\. ", -1);
        var values = value.split(" \\. ", -1);
        if (elements.length != values.length) {
            return false;
        }
        for (var i = 0; i < elements.length; i++) {
            if (!elements[i].equals(values[i]) && !isInPrefix(elements[i], values[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInPrefix(String prefix, String address) {
        var slash = prefix.indexOf('/');
        if (slash < 0) {
            return false;
        }
        var network = InetAddress.ofLiteral(prefix.substring(0, slash)).getAddress();
        var bytes = InetAddress.ofLiteral(address).getAddress();
        var host = network.length * 8 - Integer.parseInt(prefix.substring(slash + 1));
        return network.length == bytes.length
                && new BigInteger(1, network).shiftRight(host).equals(new BigInteger(1, bytes).shiftRight(host));
    }
}
