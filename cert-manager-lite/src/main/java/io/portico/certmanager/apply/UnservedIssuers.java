package io.portico.certmanager.apply;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Ingresses that name another issuer than ours are left to whoever serves it. Where nobody does, their Secrets stay
 * away, and after a while the Ingress is told so, once.
 */
public final class UnservedIssuers {
    /** Long enough for an ACME order with its challenges. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<ObjectRef, Wait> waits = new HashMap<>();

    private record Wait(String issuer, Instant since, Optional<Problem> told) {}

    /** @param clock what the wait is measured by */
    public UnservedIssuers(KubernetesClient client, EventRecorder events, InstantSource clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /** Looks after the Secrets of such an Ingress; returns when to look again, empty when none of them is missing. */
    public Optional<Duration> review(IngressReading reading) {
        var about = reading.ingress();
        var missing = reading.otherIssuer().isEmpty() ? List.<NamespacedName>of() : missing(reading);
        if (missing.isEmpty()) {
            forget(about.namespace(), about.name());
            return Optional.empty();
        }
        var issuer = reading.otherIssuer().orElseThrow();
        var now = clock.instant();
        synchronized (waits) {
            var wait = waits.get(about);
            if (wait == null || !wait.issuer.equals(issuer)) {
                wait = new Wait(issuer, now, Optional.empty());
            }
            if (wait.told.isEmpty() && !wait.since.plus(PATIENCE).isAfter(now)) {
                var problem = new Problem(about, "IssuerNotServed", sentence(reading, issuer, missing));
                events.report(problem);
                wait = new Wait(issuer, wait.since, Optional.of(problem));
            }
            waits.put(about, wait);
        }
        return Optional.of(CertificateReconciler.POLL);
    }

    /** The Ingress is gone. */
    public void forget(String namespace, String ingress) {
        synchronized (waits) {
            waits.keySet()
                    .removeIf(about ->
                            about.namespace().equals(namespace) && about.name().equals(ingress));
        }
    }

    /** This replica leads no more. */
    public void forgetAll() {
        synchronized (waits) {
            waits.clear();
        }
    }

    /** What was told and still holds. */
    public List<Problem> problems() {
        synchronized (waits) {
            return waits.values().stream().flatMap(wait -> wait.told.stream()).toList();
        }
    }

    private List<NamespacedName> missing(IngressReading reading) {
        return reading.awaited().stream()
                .filter(name -> client.secrets()
                                .inNamespace(name.namespace())
                                .withName(name.name())
                                .get()
                        == null)
                .toList();
    }

    private static String sentence(IngressReading reading, String issuer, List<NamespacedName> missing) {
        var secrets = missing.stream().map(NamespacedName::name).collect(Collectors.joining(", "));
        var group = reading.ofOurKind()
                ? ""
                : " Remove cert-manager.io/issuer-kind and cert-manager.io/issuer-group with it.";
        return "names the issuer " + issuer + ", and " + PATIENCE.toMinutes() + " minutes later there is no Secret "
                + secrets + ": nobody seems to serve that issuer. Served here is " + IngressReading.ISSUER
                + " (Issuer or ClusterIssuer, group cert-manager.io). For certificates of it write"
                + " cert-manager.io/cluster-issuer: " + IngressReading.ISSUER + "." + group
                + " Else install what serves " + issuer + ".";
    }
}
