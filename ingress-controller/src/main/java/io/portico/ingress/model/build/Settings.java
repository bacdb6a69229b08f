package io.portico.ingress.model.build;

import io.portico.ingress.model.SecretRef;
import java.util.List;
import java.util.Optional;

/**
 * What the operator decided.
 *
 * @param namespace the install namespace
 * @param ingressClass the class that the legacy annotation names, and whose absence is worth a word
 * @param defaultBackend a Service in the install namespace
 * @param defaultCertificate the Secret to serve where no other certificate is there
 * @param publishService the Service in the install namespace whose addresses go into the status of Ingresses
 * @param publishAddresses fixed status addresses, IPs or host names; they win
 */
public record Settings(
        String namespace,
        String ingressClass,
        String defaultBackend,
        Optional<SecretRef> defaultCertificate,
        String publishService,
        List<String> publishAddresses) {

    /** The defaults of the chart. */
    public static final Settings DEFAULT = new Settings(
            "portico-system",
            "portico",
            "default-http-backend",
            Optional.empty(),
            "portico-ingress-controller",
            List.of());
}
