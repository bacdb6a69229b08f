package io.portico.ingress.model.objects;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is to write the Secrets of an Ingress: cert-manager-lite or cert-manager, by cert-manager's annotations. */
final class Issuers {
    private static final String TLS_ACME = "kubernetes.io/tls-acme";

    private Issuers() {}

    /** The issuer that the annotations name; empty when nobody is asked. */
    static Optional<String> named(Map<String, String> annotations) {
        return Stream.of("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")
                .map(annotations::get)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .or(() -> "true".equals(annotations.get(TLS_ACME)) ? Optional.of(TLS_ACME) : Optional.empty());
    }
}
