package io.portico.certmanager.apply;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.certmanager.metrics.CertificateMetrics;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.issuance.Violation;
import io.portico.certmanager.model.plan.CertificateStatus;
import io.portico.runtime.metrics.Metric;
import io.portico.runtime.values.NamespacedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The certificates that this replica looks after, as metrics with cert-manager's names. */
public final class CertificateRegister {
    private final MeterRegistry metrics;
    private final Map<NamespacedName, Entry> entries = new ConcurrentSkipListMap<>();

    private static final class Entry {
        private volatile CertificateStatus status;
        private final List<Meter> meters = new ArrayList<>();

        private Entry(CertificateStatus status) {
            this.status = status;
        }
    }

    /** An empty one. */
    public CertificateRegister(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Every certificate's status, by name. */
    Map<NamespacedName, CertificateStatus> statuses() {
        var statuses = new ConcurrentSkipListMap<NamespacedName, CertificateStatus>();
        entries.forEach((name, entry) -> statuses.put(name, entry.status));
        return statuses;
    }

    /** Counts one issue. */
    void issued(Violation why) {
        CertificateMetrics.ISSUED.counter(metrics, why.reason().name()).increment();
    }

    /** Takes over how a certificate stands. */
    synchronized void update(NamespacedName name, CertificateStatus status) {
        var known = entries.get(name);
        if (known != null) {
            known.status = status;
            return;
        }
        var entry = new Entry(status);
        gauge(
                CertificateMetrics.EXPIRATION,
                name,
                entry,
                of -> seconds(of.certificate() == null ? null : of.certificate().notAfter()));
        gauge(CertificateMetrics.RENEWAL, name, entry, of -> seconds(of.renewal()));
        gauge(CertificateMetrics.READY, name, entry, of -> of.certificate() == null ? 0 : 1, "True");
        gauge(CertificateMetrics.READY, name, entry, of -> of.certificate() == null ? 1 : 0, "False");
        entries.put(name, entry);
    }

    /** Nobody asks for it any more: its Secret stays, its metrics go. */
    synchronized void forget(NamespacedName name) {
        var entry = entries.remove(name);
        if (entry != null) {
            entry.meters.forEach(metrics::remove);
        }
    }

    /** This replica leads no more: what it knows grows stale. */
    public synchronized void forgetAll() {
        List.copyOf(entries.keySet()).forEach(this::forget);
    }

    private void gauge(
            Metric metric,
            NamespacedName name,
            Entry entry,
            ToDoubleFunction<CertificateStatus> value,
            String... more) {
        var labels = Stream.concat(
                        Stream.of(
                                name.name(),
                                name.namespace(),
                                IngressReading.ISSUER,
                                "ClusterIssuer",
                                "cert-manager.io"),
                        Stream.of(more))
                .toArray(String[]::new);
        entry.meters.add(metric.gauge(metrics, entry, of -> value.applyAsDouble(of.status), labels));
    }

    private static double seconds(@Nullable Instant instant) {
        return instant == null ? 0 : instant.getEpochSecond();
    }
}
