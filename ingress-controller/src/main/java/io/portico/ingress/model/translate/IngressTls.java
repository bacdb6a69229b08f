package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.certificates.Speaker;
import io.portico.ingress.model.objects.IngressFacts;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code spec.tls} of one of our Ingresses says, with the Secrets as they are.
 *
 * @param speaker itself, as the one who is told of its hosts
 * @param hosts what it says of each host that it has a rule for, or names
 * @param secrets those that it names
 * @param until when time alone says something else
 */
record IngressTls(
        IngressFacts facts,
        Speaker speaker,
        Map<String, HostPart> hosts,
        Set<NamespacedName> secrets,
        List<Problem> problems,
        Optional<Instant> until) {

    /**
     * What it says of one host.
     *
     * @param hasRule whether it has a rule for the host
     * @param isOwn whether its certificate goes before those of Ingresses without a rule for the host
     * @param waits whether a Secret that it names is not answered for
     * @param expected whether an issuer is about to write one
     * @param reason why it gives no certificate; empty when it says nothing of that
     */
    record HostPart(
            boolean hasRule,
            boolean isOwn,
            Optional<ServerCertificate> certificate,
            boolean waits,
            boolean expected,
            String reason) {
        HostPart with(ServerCertificate claimed) {
            return certificate.isPresent()
                    ? this
                    : new HostPart(hasRule, isOwn, Optional.of(claimed), waits, expected, reason);
        }

        HostPart waiting() {
            return new HostPart(hasRule, isOwn, certificate, true, expected, reason);
        }

        HostPart expecting() {
            return new HostPart(hasRule, isOwn, certificate, waits, true, reason);
        }

        /** The first reason counts. */
        HostPart noted(String why) {
            return reason.isEmpty() ? new HostPart(hasRule, isOwn, certificate, waits, expected, why) : this;
        }
    }
}
