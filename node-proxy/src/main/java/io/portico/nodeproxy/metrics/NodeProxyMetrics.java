package io.portico.nodeproxy.metrics;

import io.portico.runtime.metrics.Metric;
import io.portico.runtime.metrics.Metric.Origin;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Own metrics of node-proxy, beside {@link io.portico.runtime.metrics.RuntimeMetrics}. */
public final class NodeProxyMetrics {
    private static final String RELAY = "portico_node_proxy_relay_";
    private static final Duration[] SYNC_BUCKETS =
            IntStream.range(0, 15).mapToObj(n -> Duration.ofMillis(1L << n)).toArray(Duration[]::new);
    private static final Duration[] PROGRAMMING_BUCKETS = Stream.of(
                    Stream.of(Duration.ofMillis(250), Duration.ofMillis(500)),
                    IntStream.rangeClosed(1, 59).mapToObj(Duration::ofSeconds),
                    IntStream.rangeClosed(12, 23).mapToObj(n -> Duration.ofSeconds(5L * n)),
                    IntStream.rangeClosed(4, 10).mapToObj(n -> Duration.ofSeconds(30L * n)))
            .flatMap(durations -> durations)
            .toArray(Duration[]::new);

    /** Of one transaction. */
    public static final Metric SYNC_DURATION = ofFamily(Metric.timer(
            "kubeproxy_sync_proxy_rules_duration_seconds",
            "How long it took to bring the rules in line, nft included",
            SYNC_BUCKETS));

    /** From a pod to the kernel. */
    public static final Metric PROGRAMMING = ofFamily(Metric.timer(
            "kubeproxy_network_programming_duration_seconds",
            "From the change of a pod, as its slice's trigger time has it, to the rules in the kernel",
            PROGRAMMING_BUCKETS));

    /** A time. */
    public static final Metric LAST_QUEUED = ofFamily(
            Metric.gauge(
                    "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds",
                    "When a sync was last asked for, in seconds since 1970; far ahead of the last sync, a change cannot be applied"));

    /** A time. */
    public static final Metric LAST_SYNC = ofFamily(Metric.gauge(
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds", "When a sync last succeeded, in seconds since 1970"));

    /** Of transactions. */
    public static final Metric SYNC_FAILURES = ofFamily(
            Metric.counter("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "Transactions that failed"));

    /** A gauge, though its name ends like a counter's, as upstream has it. */
    public static final Metric LOCAL_GAPS = ofFamily(
                    Metric.gauge(
                            "kubeproxy_sync_proxy_rules_no_local_endpoints_total",
                            "Ports of Services with a Local policy whose endpoints are all on other nodes, so that this one drops what the policy is for; a gauge, upstream's name notwithstanding"))
            .by("traffic_policy", "internal, external");

    /** Flows that were forgotten. */
    public static final Metric FLOWS_FORGOTTEN = ofFamily(Metric.counter(
            "kubeproxy_conntrack_reconciler_deleted_entries_total",
            "UDP flows forgotten because their endpoint is gone"));

    /** Answers at port 10256. */
    public static final Metric HEALTHZ = Metric.counter(
                    "kubeproxy_proxy_healthz_total", "Answers of /healthz at the probes' port")
            .by("code", "200, 503")
            .as(Origin.KUBE_PROXY);

    /** Answers at port 10256. */
    public static final Metric LIVEZ = Metric.counter(
                    "kubeproxy_proxy_livez_total", "Answers of /livez at the probes' port")
            .by("code", "200, 503")
            .as(Origin.KUBE_PROXY);

    /** What somebody else flushed. */
    public static final Metric RULES_LOST = Metric.counter(
                    "portico_node_proxy_rules_lost_total",
                    "How often somebody else flushed the rules, or took something out of them")
            .by("ip_family", "IPv4, IPv6");

    /** Of the node. */
    public static final Metric KERNEL_SETTINGS = Metric.gauge(
            "portico_node_proxy_kernel_settings_differing", "Settings of the node's kernel that are not as wanted");

    /** What would have been too many. */
    public static final Metric PROBES_REFUSED = Metric.counter(
            "portico_node_proxy_probe_connections_refused_total",
            "Connections to health check ports beyond the most at a time");

    /** Relay mode. */
    public static final Metric RELAY_CONNECTIONS =
            Metric.gauge(RELAY + "connections", "Relay mode: TCP connections that are relayed now");

    /** Relay mode. */
    public static final Metric RELAY_UDP_CLIENTS =
            Metric.gauge(RELAY + "udp_clients", "Relay mode: UDP clients whose endpoint is remembered now");

    /** Relay mode. */
    public static final Metric RELAY_CONNECTIONS_REFUSED = Metric.counter(
            RELAY + "connections_refused_total", "Relay mode: TCP connections reset, as they were beyond the most");

    /** Relay mode. */
    public static final Metric RELAY_UDP_CLIENTS_REFUSED =
            Metric.counter(RELAY + "udp_clients_refused_total", "Relay mode: datagrams of UDP clients beyond the most");

    /** Relay mode. */
    public static final Metric RELAY_AFFINITY_FORGOTTEN = Metric.counter(
            RELAY + "affinity_forgotten_total",
            "Relay mode: clients whose session affinity was forgotten, as a port remembers only so many");

    /** Relay mode. */
    public static final Metric RELAY_CONNECT_FAILURES = Metric.counter(
            RELAY + "connect_failures_total",
            "Relay mode: endpoints that did not accept; the next one was tried, if there was one");

    /** Relay mode. */
    public static final Metric RELAY_UNANSWERED =
            Metric.counter(RELAY + "unanswered_total", "Relay mode: connections reset, as no endpoint accepted");

    /** Relay mode. */
    public static final Metric RELAY_DATAGRAMS_DROPPED = Metric.counter(
            RELAY + "datagrams_dropped_total",
            "Relay mode: datagrams dropped, as the other side takes them more slowly than they come");

    /** Relay mode. */
    public static final Metric RELAY_BIND_FAILURES =
            Metric.counter(RELAY + "bind_failures_total", "Relay mode: failed attempts to bind a node port");

    /** All of them. */
    public static final List<Metric> CATALOGUE = List.of(
            SYNC_DURATION,
            PROGRAMMING,
            LAST_QUEUED,
            LAST_SYNC,
            SYNC_FAILURES,
            LOCAL_GAPS,
            FLOWS_FORGOTTEN,
            HEALTHZ,
            LIVEZ,
            RULES_LOST,
            KERNEL_SETTINGS,
            PROBES_REFUSED,
            RELAY_CONNECTIONS,
            RELAY_UDP_CLIENTS,
            RELAY_CONNECTIONS_REFUSED,
            RELAY_UDP_CLIENTS_REFUSED,
            RELAY_AFFINITY_FORGOTTEN,
            RELAY_CONNECT_FAILURES,
            RELAY_UNANSWERED,
            RELAY_DATAGRAMS_DROPPED,
            RELAY_BIND_FAILURES);

    private NodeProxyMetrics() {}

    private static Metric ofFamily(Metric metric) {
        return metric.by("ip_family", "IPv4, IPv6").as(Origin.KUBE_PROXY);
    }
}
