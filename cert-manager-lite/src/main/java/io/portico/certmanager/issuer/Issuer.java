package io.portico.certmanager.issuer;

import io.portico.certmanager.crypto.IssuedCertificate;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes certificates, at once or in its own time. It keeps what it began by itself: being asked twice for the same
 * certificate must not begin twice, and being asked by the next leader must go on where the last one was.
 */
public interface Issuer {
    /** What decisions need to know of who signs; empty when nobody can at present. */
    Optional<AuthorityFacts> authority();

    /** A certificate with a new private key, or when to ask for the same again. A fault is thrown, and asked again. */
    Answer request(CertificateSpec spec, Instant now);

    /** What an issuer says. */
    sealed interface Answer {
        /** Here it is. */
        record Issued(IssuedCertificate certificate) implements Answer {}

        /**
         * It is not there yet.
         *
         * @param what it waits for, in a few words for {@code /state}
         * @param until when to ask again, if nothing else happens before
         */
        record Pending(String what, Instant until) implements Answer {}
    }
}
