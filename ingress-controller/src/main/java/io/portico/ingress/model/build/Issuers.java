package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who is to write the Secrets of an Ingress: cert-manager-lite or cert-manager, by cert-manager's annotations. Between
 * the Ingress and its certificate lie a moment with the one, and a few minutes with an ACME server behind the other.
 */
final class Issuers {
    /** So long a missing Secret is no news. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String TLS_ACME = "kubernetes.io/tls-acme";

    private Issuers() {}

    /** The issuer that the Ingress names; empty when nobody is asked to write its Secrets. */
    static Optional<String> named(Ingress ingress) {
        var annotations = ingress.getMetadata().getAnnotations();
        if (annotations == null) {
            return Optional.empty();
        }
        return Stream.of("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")
                .map(annotations::get)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .or(() -> "true".equals(annotations.get(TLS_ACME)) ? Optional.of(TLS_ACME) : Optional.empty());
    }

    /** Until when: an Ingress that is younger than the absence of its Secret has asked for it only then. */
    static Instant patience(Ingress ingress, Instant missingSince, Instant now) {
        var asked = created(ingress).filter(when -> when.isAfter(missingSince) && !when.isAfter(now));
        return asked.orElse(missingSince).plus(PATIENCE);
    }

    private static Optional<Instant> created(Ingress ingress) {
        try {
            return Optional.of(Instant.parse(
                    Objects.requireNonNullElse(ingress.getMetadata().getCreationTimestamp(), "")));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
