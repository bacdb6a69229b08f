package io.portico.certmanager.model;

import java.time.Instant;

/**
 * The CA as far as decisions need it.
 *
 * @param subject its name, as in RFC 2253
 * @param fingerprint SHA-256 of its certificate, in hexadecimal
 * @param trust SHA-256 of the text that belongs into {@code ca.crt}, in hexadecimal
 * @param notAfter when its certificate ends; no leaf outlives it
 */
public record AuthorityFacts(String subject, String fingerprint, String trust, Instant notAfter) {}
