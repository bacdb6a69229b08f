package io.portico.nodeproxy.model.explain;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Protocol;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a connection to there?
 *
 * @param address that the client asks
 * @param port 1 to 65535
 * @param origins where the client may be
 * @param client its address, where that is known
 */
public record Question(Address address, int port, Protocol protocol, Set<Origin> origins, Optional<Address> client) {
    private static final int LAST_PORT = 65535;

    /** Copies the set. */
    public Question {
        origins = Set.copyOf(origins);
    }

    /**
     * Reads a query's parameters; null is one that is not there.
     *
     * @param from an address, or {@code outside}, {@code pod} or {@code node}; all three where it is not there
     * @throws IllegalArgumentException with a sentence that says what to write
     */
    public static Question parse(
            @Nullable String ip, @Nullable String port, @Nullable String proto, @Nullable String from) {
        var address = Address.parse(given("ip", ip, "10.96.0.10"))
                .orElseThrow(() -> wrong("ip", ip, "an IP address such as 10.96.0.10 or fd96::10"));
        var number = given("port", port, "80");
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) < 1 || Integer.parseInt(number) > LAST_PORT) {
            throw wrong("port", port, "a number from 1 to " + LAST_PORT);
        }
        var protocol = Arrays.stream(Protocol.values())
                .filter(one -> one.token().equals(proto == null ? "tcp" : proto.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> wrong("proto", proto, "tcp, udp or sctp"));
        if (from == null || from.isEmpty()) {
            return new Question(
                    address, Integer.parseInt(number), protocol, EnumSet.allOf(Origin.class), Optional.empty());
        }
        var origin = Arrays.stream(Origin.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(from))
                .findFirst();
        var client = origin.isPresent() ? Optional.<Address>empty() : Address.parse(from);
        if (origin.isEmpty() && client.isEmpty()) {
            throw wrong("from", from, "an IP address, or outside, pod or node");
        }
        if (client.isPresent() && client.get().family() != address.family()) {
            throw wrong("from", from, "an " + address.family().value() + " address, as ip is one");
        }
        return new Question(
                address,
                Integer.parseInt(number),
                protocol,
                origin.<Set<Origin>>map(Set::of).orElseGet(() -> EnumSet.allOf(Origin.class)),
                client);
    }

    private static String given(String name, @Nullable String value, String example) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing; write for instance " + name + "=" + example);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String name, @Nullable String value, String instead) {
        return new IllegalArgumentException(name + " is \"" + value + "\"; write " + instead);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return new Endpoint(address, port) + "/" + protocol.token();
    }
}
