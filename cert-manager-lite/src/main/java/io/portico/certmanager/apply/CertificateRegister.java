package io.portico.certmanager.apply;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.portico.certmanager.model.SecretName;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.issuance.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The certificates that this replica looks after, as metrics with cert-manager's names. */
public final class CertificateRegister {
    private final MeterRegistry metrics;
    private final Map<SecretName, Entry> entries = new ConcurrentSkipListMap<>();

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
    Map<SecretName, CertificateStatus> statuses() {
        var statuses = new ConcurrentSkipListMap<SecretName, CertificateStatus>();
        entries.forEach((name, entry) -> statuses.put(name, entry.status));
        return statuses;
    }

    /** Counts one issue. */
    void issued(Violation why) {
        metrics.counter(
                        "portico_certificates_issued_total",
                        "reason",
                        why.reason().name())
                .increment();
    }

    /** Takes over how a certificate stands. */
    synchronized void update(SecretName name, CertificateStatus status) {
        var known = entries.get(name);
        if (known != null) {
            known.status = status;
            return;
        }
        var entry = new Entry(status);
        var tags = Tags.of(
                "name",
                name.name(),
                "namespace",
                name.namespace(),
                "issuer_name",
                IngressReading.ISSUER,
                "issuer_kind",
                "ClusterIssuer",
                "issuer_group",
                "cert-manager.io");
        entry.meters.add(gauge(
                "certmanager_certificate_expiration_timestamp_seconds",
                tags,
                entry,
                of -> of.certificate() == null ? 0 : seconds(of.certificate().notAfter())));
        entry.meters.add(
                gauge("certmanager_certificate_renewal_timestamp_seconds", tags, entry, of -> seconds(of.renewal())));
        entry.meters.add(gauge(
                "certmanager_certificate_ready_status",
                tags.and("condition", "True"),
                entry,
                of -> of.certificate() == null ? 0 : 1));
        entry.meters.add(gauge(
                "certmanager_certificate_ready_status",
                tags.and("condition", "False"),
                entry,
                of -> of.certificate() == null ? 1 : 0));
        entries.put(name, entry);
    }

    /** Nobody asks for it any more: its Secret stays, its metrics go. */
    synchronized void forget(SecretName name) {
        var entry = entries.remove(name);
        if (entry != null) {
            entry.meters.forEach(metrics::remove);
        }
    }

    /** This replica leads no more: what it knows grows stale. */
    public synchronized void forgetAll() {
        List.copyOf(entries.keySet()).forEach(this::forget);
    }

    private Gauge gauge(String name, Tags tags, Entry entry, ToDoubleFunction<CertificateStatus> value) {
        return Gauge.builder(name, entry, of -> value.applyAsDouble(of.status))
                .tags(tags)
                .strongReference(true)
                .register(metrics);
    }

    private static double seconds(@Nullable Instant instant) {
        return instant == null ? 0 : instant.getEpochSecond();
    }
}
