package io.portico.ingress.proxy;

import io.portico.ingress.model.RoutingTable;
import java.time.Duration;

/** A routing table in, bytes forwarded. What forwards them may be replaced without anybody else's notice. */
public interface ProxyEngine {
    /**
     * The ports that are bound.
     *
     * @param http for plain HTTP
     * @param https for TLS
     */
    record Ports(int http, int https) {}

    /**
     * Binds both ports on all addresses and serves the table of the last {@link #serve}.
     *
     * @throws IllegalStateException when a port cannot be bound; the message says which and why
     */
    Ports start();

    /** One atomic swap: requests that begin after it use the new table, those under way keep the old one. */
    void serve(RoutingTable table);

    /** Lets the requests under way end, at most so long, and unbinds the ports. New ones are served meanwhile. */
    void drain(Duration most);
}
