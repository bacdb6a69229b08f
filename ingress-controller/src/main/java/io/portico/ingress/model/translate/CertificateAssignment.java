package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.HostCertificate;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.objects.IngressFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose certificate one host gets. An Ingress that has a rule for the host goes before one that only names it
 * in {@code spec.tls}, so that nobody takes over the certificate of another's host; then the older goes first.
 */
final class CertificateAssignment {
    private static final String NO_TLS =
            "the Ingress has no spec.tls; add spec.tls with hosts: [" + HostCertificate.HOSTS + "] and a secretName";
    private static final String LEFT_OUT = "the host is in spec.rules but in no spec.tls[].hosts; add "
            + HostCertificate.HOSTS + " to spec.tls[0].hosts";

    private CertificateAssignment() {}

    /** Of all Ingresses that have a rule for the host or name it; null when none does. */
    static @Nullable HostCertificate decide(String host, List<IngressTls> ingresses) {
        if (ingresses.isEmpty()) {
            return null;
        }
        var oldestFirst = ingresses.stream()
                .sorted(Comparator.comparing(IngressTls::facts, IngressFacts.OLDEST_FIRST))
                .toList();
        var parts = oldestFirst.stream().map(ingress -> part(ingress, host)).toList();
        var speaker = oldestFirst.stream()
                .filter(ingress -> part(ingress, host).hasRule())
                .findFirst();
        var reason = parts.stream()
                .map(IngressTls.HostPart::reason)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseGet(() -> speaker.map(ingress -> ingress.facts().tls().isEmpty() ? NO_TLS : LEFT_OUT)
                        .orElse(""));
        return new HostCertificate(
                Stream.concat(
                                certificates(parts.stream().filter(IngressTls.HostPart::isOwn)),
                                certificates(parts.stream()))
                        .findFirst(),
                parts.stream().anyMatch(IngressTls.HostPart::waits),
                parts.stream().anyMatch(IngressTls.HostPart::expected),
                speaker.map(IngressTls::speaker),
                reason);
    }

    private static Stream<ServerCertificate> certificates(Stream<IngressTls.HostPart> parts) {
        return parts.map(IngressTls.HostPart::certificate).flatMap(Optional::stream);
    }

    private static IngressTls.HostPart part(IngressTls ingress, String host) {
        return Objects.requireNonNull(ingress.hosts().get(host));
    }
}
