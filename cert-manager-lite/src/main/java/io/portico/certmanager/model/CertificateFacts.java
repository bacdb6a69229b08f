package io.portico.certmanager.model;

import java.time.Instant;
import java.util.List;

/**
 * A stored leaf certificate as far as decisions need it, whichever CA is today's.
 *
 * @param hosts its DNS names, sorted
 * @param issuer its issuer's name, as in RFC 2253
 * @param signer SHA-256 of the certificate that signed it, in hexadecimal; empty where that one is not stored beside it
 * @param notBefore begin of its validity
 * @param notAfter end of its validity
 */
public record CertificateFacts(List<String> hosts, String issuer, String signer, Instant notBefore, Instant notAfter) {}
