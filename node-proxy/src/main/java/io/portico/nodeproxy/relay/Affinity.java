package io.portico.nodeproxy.relay;

import io.portico.runtime.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which endpoint the clients of one port had last ({@code sessionAffinity: ClientIP}). A client is remembered for a
 * time after its last connection; when there are too many, the one that was quiet for longest is forgotten.
 */
final class Affinity {
    private final LongSupplier nanoTime;
    private final int mostClients;
    private final Runnable forgotten;
    private final Map<InetAddress, Memory> clients = new LinkedHashMap<>(16, 0.75f, true);

    private record Memory(Endpoint endpoint, long since) {}

    /**
     * Knows nobody yet.
     *
     * @param forgotten called for each client that is forgotten too early
     */
    Affinity(LongSupplier nanoTime, int mostClients, Runnable forgotten) {
        this.nanoTime = nanoTime;
        this.mostClients = mostClients;
        this.forgotten = forgotten;
    }

    /** The endpoint that the client had, unless that is longer ago than {@code most}. */
    synchronized Optional<Endpoint> of(InetAddress client, Duration most) {
        var memory = clients.get(client);
        if (memory == null) {
            return Optional.empty();
        }
        if (nanoTime.getAsLong() - memory.since() > most.toNanos()) {
            clients.remove(client);
            return Optional.empty();
        }
        return Optional.of(memory.endpoint());
    }

    /** The client has that endpoint now. */
    synchronized void remember(InetAddress client, Endpoint endpoint) {
        clients.put(client, new Memory(endpoint, nanoTime.getAsLong()));
        if (clients.size() > mostClients) {
            var eldest = clients.keySet().iterator().next();
            clients.remove(eldest);
            forgotten.run();
        }
    }
}
