package io.portico.nodeproxy.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import io.portico.runtime.metrics.Metric;
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
        connections = gauge(registry, NodeProxyMetrics.RELAY_CONNECTIONS);
        udpClients = gauge(registry, NodeProxyMetrics.RELAY_UDP_CLIENTS);
        connectionsRefused = NodeProxyMetrics.RELAY_CONNECTIONS_REFUSED.counter(registry);
        udpClientsRefused = NodeProxyMetrics.RELAY_UDP_CLIENTS_REFUSED.counter(registry);
        affinityForgotten = NodeProxyMetrics.RELAY_AFFINITY_FORGOTTEN.counter(registry);
        connectFailures = NodeProxyMetrics.RELAY_CONNECT_FAILURES.counter(registry);
        unanswered = NodeProxyMetrics.RELAY_UNANSWERED.counter(registry);
        datagramsDropped = NodeProxyMetrics.RELAY_DATAGRAMS_DROPPED.counter(registry);
        bindFailures = NodeProxyMetrics.RELAY_BIND_FAILURES.counter(registry);
    }

    private static AtomicInteger gauge(MeterRegistry registry, Metric metric) {
        var count = new AtomicInteger();
        metric.gauge(registry, count, AtomicInteger::get);
        return count;
    }
}
