package io.portico.bench.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A kind of traffic.
 *
 * @param protocol of the client's side
 * @param tls whether the client's side is TLS
 * @param kept whether a client keeps its connection for the next request
 * @param body of the response
 */
record Cell(Protocol protocol, boolean tls, boolean kept, Body body) {
    /** Versions of HTTP. */
    enum Protocol {
        /** HTTP/1.1. */
        H1
    }

    /** How much an answer holds, and the rate at which latency is measured on kept connections. */
    enum Body {
        /** Nothing. */
        EMPTY("/0", "0", 3000),
        /** 4 KiB. */
        SMALL("/4k", "4 KiB", 3000),
        /** 1 MiB. */
        LARGE("/1m", "1 MiB", 60);

        private final String path;
        private final String title;
        private final int rate;

        Body(String path, String title, int rate) {
            this.path = path;
            this.title = title;
            this.rate = rate;
        }

        String path() {
            return path;
        }
    }

    /** Nothing but requests, on kept connections. */
    static final Cell PLAIN = new Cell(Protocol.H1, false, true, Body.EMPTY);

    /** The same by TLS. */
    static final Cell TLS = new Cell(Protocol.H1, true, true, Body.EMPTY);

    private static final int RATE_OF_CONNECTIONS = 500;
    private static final int RATE_OF_HANDSHAKES = 200;
    private static final int CONNECTIONS = 64;
    private static final int CONNECTIONS_OF_LARGE = 8;

    /** All that there are. */
    static List<Cell> all() {
        var cells = new ArrayList<Cell>();
        for (var protocol : Protocol.values()) {
            for (var tls : List.of(false, true)) {
                for (var kept : List.of(true, false)) {
                    for (var body : Body.values()) {
                        cells.add(new Cell(protocol, tls, kept, body));
                    }
                }
            }
        }
        return cells;
    }

    /** Requests a second while latency is measured: far below what any of the proxies can do on one core. */
    int rate() {
        return kept ? body.rate : Math.min(body.rate, tls ? RATE_OF_HANDSHAKES : RATE_OF_CONNECTIONS);
    }

    /** How many are open at a time while throughput is measured. */
    int connections() {
        return body == Body.LARGE ? CONNECTIONS_OF_LARGE : CONNECTIONS;
    }

    @Override
    public String toString() {
        return protocol.name().toLowerCase(Locale.ROOT)
                + (tls ? " TLS" : " plain")
                + (kept ? ", kept, " : ", new, ")
                + body.title;
    }
}
