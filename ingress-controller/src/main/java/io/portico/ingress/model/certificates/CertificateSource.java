package io.portico.ingress.model.certificates;

import java.time.Instant;
import java.util.Optional;

/** What is known of a Secret that an Ingress names. */
public sealed interface CertificateSource {
    /** The one value of {@link Unread}. */
    CertificateSource UNREAD = new Unread();

    /** It holds a certificate and the key that belongs to it. */
    record Usable(ServerCertificate certificate) implements CertificateSource {}

    /**
     * It cannot be served.
     *
     * @param fault what is wrong, as the end of a sentence that names the Secret: {@code has no tls.key}
     * @param lastGood what the same Secret held before
     */
    record Broken(String fault, Optional<ServerCertificate> lastGood) implements CertificateSource {}

    /**
     * The API server says that there is none.
     *
     * @param since when it said so first
     */
    record Missing(Instant since) implements CertificateSource {}

    /**
     * The API server does not let it be read.
     *
     * @param answer its sentence
     */
    record Refused(String answer) implements CertificateSource {}

    /** The API server has not answered yet, so nothing can be said: neither that it is there nor that it is not. */
    record Unread() implements CertificateSource {}
}
