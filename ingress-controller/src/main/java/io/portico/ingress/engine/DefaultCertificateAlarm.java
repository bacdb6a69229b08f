package io.portico.ingress.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.certificates.Certificates;
import io.portico.runtime.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Speaks up when a client that asked for a host with a rule was shown the default certificate: an Event on the Ingress,
 * and {@code portico_ingress_default_certificate_served_total}. One Event speaks of all such hosts of an Ingress; a
 * host whose certificate an issuer is about to write is counted alone. Hosts without any rule are scanners' noise and
 * stay unmentioned.
 */
public final class DefaultCertificateAlarm {
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    /** Hosts that have a series of their own; the rest share one. */
    private static final int LABELS = 100;

    private final MeterRegistry registry;
    private final Consumer<Problem> reports;
    private final ConcurrentHashMap<Problem, Reported> reported = new ConcurrentHashMap<>();
    private final ConcurrentHashMap.KeySetView<String, Boolean> labels = ConcurrentHashMap.newKeySet();
    private volatile Known known = new Known(Certificates.NONE);

    private record Reported(String ruleHost, long nanos) {}

    /** Certificates, and what was found out about hosts of theirs: a sentence may be about thousands of hosts. */
    private record Known(Certificates certificates, ConcurrentHashMap<String, Optional<Problem>> complaints) {
        Known(Certificates certificates) {
            this(certificates, new ConcurrentHashMap<>());
        }

        Optional<Problem> whyDefault(String ruleHost) {
            // Only hosts of rules are kept: what a client makes up must not fill the memory.
            return certificates.hosts().get(ruleHost) == null
                    ? Optional.empty()
                    : complaints.computeIfAbsent(ruleHost, host -> Optional.ofNullable(certificates.whyDefault(host)));
        }
    }

    /** {@code reports} is called on an event loop. */
    public DefaultCertificateAlarm(MeterRegistry registry, Consumer<Problem> reports) {
        this.registry = registry;
        this.reports = reports;
    }

    /** A handshake for this host, canonical, got the default certificate. Never blocks. */
    public void served(String host) {
        var now = known;
        var ruleHost = now.certificates.ruleHost(host);
        var complaint = now.whyDefault(ruleHost);
        if (complaint.isEmpty()) {
            return;
        }
        var hasLabel = labels.contains(ruleHost) || (labels.size() < LABELS && labels.add(ruleHost));
        IngressMetrics.DEFAULT_CERTIFICATE_SERVED
                .counter(registry, hasLabel ? ruleHost : "other")
                .increment();
        if (!now.certificates.expects(host) && isDue(complaint.get(), ruleHost)) {
            reports.accept(complaint.get());
        }
    }

    private boolean isDue(Problem complaint, String ruleHost) {
        var now = new Reported(ruleHost, System.nanoTime());
        var last = reported.putIfAbsent(complaint, now);
        return last == null || (now.nanos - last.nanos > QUIET_NANOS && reported.replace(complaint, last, now));
    }

    /** Speaks of these from now on, and forgets complaints that no longer hold. */
    public void keep(Certificates certificates) {
        if (!certificates.equals(known.certificates)) {
            var next = new Known(certificates);
            known = next;
            reported.entrySet()
                    .removeIf(
                            entry -> !next.whyDefault(entry.getValue().ruleHost).equals(Optional.of(entry.getKey())));
        }
    }
}
