package io.portico.nodeproxy.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What a relay carries now, and what it refused: {@code portico_node_proxy_relay_*}. */
final class RelayMetrics {
    final AtomicInteger connections;
    final AtomicInteger udpClients;
    /** Beyond the most connections. */
    final Counter connectionsRefused;
    /** Beyond the most UDP clients. */
    final Counter udpClientsRefused;
    /** Beyond the clients that one port with session affinity remembers. */
    final Counter affinityForgotten;
    /** An endpoint did not accept; the next one was tried, if there was one. */
    final Counter connectFailures;
    /** No endpoint accepted. */
    final Counter unanswered;
    /** The other side takes datagrams more slowly than they come. */
    final Counter datagramsDropped;

    final Counter bindFailures;

    RelayMetrics(MeterRegistry registry) {
        connections = registry.gauge("portico_node_proxy_relay_connections", new AtomicInteger());
        udpClients = registry.gauge("portico_node_proxy_relay_udp_clients", new AtomicInteger());
        connectionsRefused = registry.counter("portico_node_proxy_relay_connections_refused");
        udpClientsRefused = registry.counter("portico_node_proxy_relay_udp_clients_refused");
        affinityForgotten = registry.counter("portico_node_proxy_relay_affinity_forgotten");
        connectFailures = registry.counter("portico_node_proxy_relay_connect_failures");
        unanswered = registry.counter("portico_node_proxy_relay_unanswered");
        datagramsDropped = registry.counter("portico_node_proxy_relay_datagrams_dropped");
        bindFailures = registry.counter("portico_node_proxy_relay_bind_failures");
    }
}
