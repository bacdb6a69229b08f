package io.portico.ingress.engine;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.HostName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a client's connection: the client itself, or a proxy before it. A trusted proxy is believed who it
 * forwards for, as ingress-nginx does with {@code use-forwarded-headers} and {@code real_ip_recursive}: the client is
 * the last of {@code X-Forwarded-For} that is no trusted proxy.
 */
public final class Peer {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final int LONGEST_PORT = 5;

    private final String address;
    private final String port;
    private final boolean secure;
    private final List<Cidr> trusted;

    /**
     * @param address of the other end
     * @param port of ours
     * @param secure whether it came by TLS
     * @param trusted addresses of proxies
     */
    public Peer(InetAddress address, int port, boolean secure, List<Cidr> trusted) {
        var known = Address.of(address);
        this.address = known.text();
        this.port = Integer.toString(port);
        this.secure = secure;
        this.trusted = isTrusted(trusted, known) ? trusted : List.of();
    }

    /** Whether an address is in one of these ranges. */
    public static boolean isTrusted(List<Cidr> trusted, InetAddress address) {
        return isTrusted(trusted, Address.of(address));
    }

    /** Who asks, by a request with these headers, for that host. */
    public Client client(Headers headers, String host) {
        if (trusted.isEmpty()) {
            return new Client(address, port, secure, host);
        }
        var proto = headers.get("x-forwarded-proto");
        var isSecure = proto == null ? secure : proto.equalsIgnoreCase("https");
        var forwardedHost = headers.get("x-forwarded-host");
        return new Client(
                lastUntrusted(headers),
                forwardedPort(headers.get("x-forwarded-port"), isSecure),
                isSecure,
                forwardedHost != null && HostName.canonical(forwardedHost) != null ? forwardedHost : host);
    }

    /** Read from its end; what makes no sense hides all before it. */
    private String lastUntrusted(Headers headers) {
        var last = address;
        for (var value : headers.all(FORWARDED_FOR).reversed()) {
            var to = value.length();
            while (to >= 0) {
                var comma = value.lastIndexOf(',', to - 1);
                var one = address(value.substring(comma + 1, to));
                if (one.isEmpty()) {
                    return last;
                }
                last = one.get().text();
                if (!isTrusted(trusted, one.get())) {
                    return last;
                }
                to = comma;
            }
        }
        return last;
    }

    /** Some proxies write a port behind the address. */
    private static Optional<Address> address(String written) {
        var text = written.strip();
        var bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return Address.parse(text.substring(1, bracket));
        }
        var colon = text.indexOf(':');
        return Address.parse(colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text);
    }

    private static boolean isTrusted(List<Cidr> trusted, Address address) {
        for (var range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** What the proxy says, or the port of that scheme that clients expect. */
    private String forwardedPort(@Nullable String said, boolean isSecure) {
        if (said != null
                && !said.isEmpty()
                && said.length() <= LONGEST_PORT
                && said.chars().allMatch(Peer::isDigit)) {
            return said;
        }
        return isSecure == secure ? port : isSecure ? "443" : "80";
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
