package io.portico.nodeproxy.packets;

import io.portico.runtime.net.Address;
import java.util.Locale;
import java.util.Optional;

/** What comes of a {@link Probe}. */
public sealed interface Answer {
    /**
     * Somebody answers.
     *
     * @param name who
     * @param seen the address that it takes for the asker's
     */
    record By(String name, String seen) implements Answer {}

    /** Told at once that nobody is there. */
    record Refused() implements Answer {}

    /** Nothing is heard. */
    record Silence() implements Answer {}

    /** Refused or dropped, of which a node's kernel says the same to its own process that sends a datagram: EPERM. */
    record NotSent() implements Answer {}

    /** There is no way there: nobody's packet in particular. */
    record NoWay() implements Answer {}

    /** What an {@code Echo} said to {@code within}. */
    static Answer read(String echo) {
        var words = echo.split(" ", -1);
        var address = words.length == 2 ? Address.parse(words[1]) : Optional.<Address>empty();
        if (address.isPresent()) {
            return new By(words[0], address.get().text());
        }
        return switch (echo.toLowerCase(Locale.ROOT)) {
            case "refused" -> new Refused();
            case "operation not permitted" -> new NotSent();
            case "timeout" -> new Silence();
            default -> new NoWay();
        };
    }
}
