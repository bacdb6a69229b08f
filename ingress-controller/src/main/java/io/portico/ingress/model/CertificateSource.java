package io.portico.ingress.model;

import java.util.Optional;

/** What is known of a Secret that an Ingress names. */
public sealed interface CertificateSource {

    /** It holds a certificate and the key that belongs to it. */
    record Usable(ServerCertificate certificate) implements CertificateSource {}

    /**
     * It cannot be served.
     *
     * @param fault what is wrong, as the end of a sentence that names the Secret: {@code has no tls.key}
     * @param lastGood what the same Secret held before
     */
    record Broken(String fault, Optional<ServerCertificate> lastGood) implements CertificateSource {}

    /** The API server says that there is none. */
    record Missing() implements CertificateSource {}

    /** It was not read yet, so nothing can be said. */
    record Unread() implements CertificateSource {}
}
