package io.portico.certmanager.model;

import java.time.Instant;
import java.util.List;

/**
 * A stored leaf certificate as far as decisions need it.
 *
 * @param hosts its DNS names, sorted
 * @param issuer its issuer's name, as in RFC 2253
 * @param issuedByAuthority whether the CA of today signed it
 * @param notBefore begin of its validity
 * @param notAfter end of its validity
 */
public record CertificateFacts(
        List<String> hosts, String issuer, boolean issuedByAuthority, Instant notBefore, Instant notAfter) {}
