package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.certificates.ServerCertificate.Remark;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the moments at which time alone changes what is made, and knows the next. */
final class Moments {
    private final Instant now;
    private @Nullable Instant next;

    Moments(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** Whether this moment is still to come; if so, what is made holds until then at most. */
    boolean future(Instant moment) {
        if (!moment.isAfter(now)) {
            return false;
        }
        if (next == null || moment.isBefore(next)) {
            next = moment;
        }
        return true;
    }

    Optional<Instant> next() {
        return Optional.ofNullable(next);
    }

    /** What is wrong with a certificate's dates now, or nothing until the next of them. */
    Optional<Remark> validity(ServerCertificate certificate) {
        if (future(certificate.notBefore())) {
            return Optional.of(new Remark(
                    "CertificateNotYetValid",
                    "has a certificate that begins at " + certificate.notBefore()
                            + " only, so clients refuse it until then; look at the clock of who issued it"));
        }
        // The moment itself is still valid (RFC 5280 §4.1.2.5).
        return future(certificate.notAfter().plusMillis(1))
                ? Optional.empty()
                : Optional.of(new Remark(
                        "CertificateExpired",
                        "has a certificate that ended at " + certificate.notAfter()
                                + ", so clients refuse it; renew it"));
    }
}
