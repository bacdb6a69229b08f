package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import java.time.Duration;
import java.util.Map;

/** A routing table in, bytes forwarded. What forwards them may be replaced without anybody else's notice. */
public interface ProxyEngine {
    /**
     * One atomic swap: requests that begin after it use the new table, those under way keep the old one. Listeners that
     * are not bound yet are bound first. Called by one thread at a time.
     *
     * @throws IllegalStateException when a port cannot be bound; the message says which and why
     */
    void serve(RoutingTable table);

    /** The port of each listener that is bound. */
    Map<Listener.Key, Integer> bound();

    /** Lets the requests under way end, at most so long, and unbinds the ports. New ones are served meanwhile. */
    void drain(Duration most);
}
