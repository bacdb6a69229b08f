package io.portico.nodeproxy.packets;

import java.util.List;

/**
 * A connection that somebody tries.
 *
 * @param from who: the name of one of {@link Places}
 * @param protocol {@code tcp} or {@code udp}
 * @param address where to
 * @param port where to
 */
public record Probe(String from, String protocol, String address, int port) {
    /** From that place, as a question: {@code tcp 10.96.0.10 80}. */
    public static Probe of(String from, String question) {
        var words = List.of(question.split(" ", -1));
        return new Probe(from, words.get(0), words.get(1), Integer.parseInt(words.get(2)));
    }

    /** The question, without who asks it. */
    public String question() {
        return protocol + " " + address + " " + port;
    }
}
