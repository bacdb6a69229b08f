package io.portico.ingress.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.RoutingTable;
import io.portico.runtime.Problem;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Speaks up when a client that asked for a host with a rule was shown the default certificate: an Event on the Ingress,
 * and {@code portico_ingress_default_certificate_served_total}. One Event speaks of all such hosts of an Ingress; a
 * host whose certificate an issuer is about to write is counted alone. Hosts without any rule are scanners' noise and
 * stay unmentioned.
 */
final class DefaultCertificateAlarm {
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    /** Hosts that have a series of their own; the rest share one. */
    private static final int LABELS = 100;

    private final MeterRegistry registry;
    private final Supplier<RoutingTable> tables;
    private final Consumer<Problem> reports;
    private final ConcurrentHashMap<Problem, Long> reportedAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap.KeySetView<String, Boolean> labels = ConcurrentHashMap.newKeySet();

    DefaultCertificateAlarm(MeterRegistry registry, Supplier<RoutingTable> tables, Consumer<Problem> reports) {
        this.registry = registry;
        this.tables = tables;
        this.reports = reports;
    }

    /** A handshake for this host, canonical, got the default certificate. Never blocks. */
    void served(String host) {
        var certificates = tables.get().certificates();
        var complaint = certificates.whyDefault(host);
        if (complaint == null) {
            return;
        }
        var label = certificates.ruleHost(host);
        var known = labels.contains(label) || (labels.size() < LABELS && labels.add(label));
        IngressMetrics.DEFAULT_CERTIFICATE_SERVED
                .counter(registry, known ? label : "other")
                .increment();
        if (certificates.expects(host)) {
            return;
        }
        var now = System.nanoTime();
        var last = reportedAt.get(complaint);
        var due = last == null
                ? reportedAt.putIfAbsent(complaint, now) == null
                : now - last > QUIET_NANOS && reportedAt.replace(complaint, last, now);
        if (due) {
            reports.accept(complaint);
        }
    }

    /** Forgets complaints that no longer hold. */
    void keep(RoutingTable table) {
        reportedAt.keySet().retainAll(table.certificates().whyDefault().values());
    }
}
