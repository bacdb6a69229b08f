package io.portico.defaultbackend;

import io.portico.runtime.metrics.Metric;
import java.util.List;

/** Own metrics of default-backend. */
final class DefaultBackendMetrics {
    /** Answers. */
    static final Metric NOT_FOUND = Metric.counter(
                    "portico_default_backend_not_found_total", "Requests that were answered 404")
            .by("format", "text/plain, text/html, application/json");

    /** All of them. */
    static final List<Metric> CATALOGUE = List.of(NOT_FOUND);

    private DefaultBackendMetrics() {}
}
