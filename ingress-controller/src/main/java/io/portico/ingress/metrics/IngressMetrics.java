package io.portico.ingress.metrics;

import io.portico.runtime.metrics.Metric;
import java.util.List;

/** Own metrics of ingress-controller, beside {@link io.portico.runtime.metrics.RuntimeMetrics}. */
public final class IngressMetrics {
    /** Of one request. */
    public static final Metric REQUEST_DURATION = Metric.timer(
                    "portico_ingress_request_duration_seconds",
                    "From the head of a request to the end of its response; namespace and ingress are empty where no Ingress matched")
            .by("namespace", "that of an Ingress that is served now")
            .by("ingress", "its name")
            .by("status", "1xx, 2xx, 3xx, 4xx, 5xx; other for what HTTP does not know");

    /** Of all connections. */
    public static final Metric REQUESTS_ACTIVE =
            Metric.gauge("portico_ingress_requests_active", "Requests that are under way");

    /** Of requests that make no sense. */
    public static final Metric REQUESTS_REFUSED = Metric.counter(
                    "portico_ingress_requests_refused_total", "Requests that were refused as they were sent")
            .by("reason", "what is wrong with them, of a fixed list");

    /** Of routing tables. */
    public static final Metric CONFIG_SWAPS =
            Metric.counter("portico_ingress_config_swaps_total", "Routing tables that replaced a different one");

    /** Of users' objects. */
    public static final Metric PROBLEMS =
            Metric.gauge("portico_ingress_problems", "What is wrong with users' objects now; /state has the sentences");

    /** Of handshakes. */
    public static final Metric DEFAULT_CERTIFICATE_SERVED = Metric.counter(
                    "portico_ingress_default_certificate_served_total",
                    "Handshakes for a host with a rule that were shown the default certificate")
            .by("host", "the rule's; other beyond the first 100");

    /** Of certificates that are served. */
    public static final Metric OUT_OF_DATE = Metric.gauge(
            "portico_ingress_certificates_out_of_date",
            "Certificates that are served although they have ended or not begun");

    /** A time. */
    public static final Metric EARLIEST_END = Metric.gauge(
            "portico_ingress_certificate_earliest_end_timestamp_seconds",
            "When the first of the certificates that are served ends, as Unix time; 0 without any");

    /** All of them. */
    public static final List<Metric> CATALOGUE = List.of(
            REQUEST_DURATION,
            REQUESTS_ACTIVE,
            REQUESTS_REFUSED,
            CONFIG_SWAPS,
            PROBLEMS,
            DEFAULT_CERTIFICATE_SERVED,
            OUT_OF_DATE,
            EARLIEST_END);

    private IngressMetrics() {}
}
