package io.portico.certmanager.model.issuance;

import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.StoredSecret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a decision about one Secret depends on.
 *
 * @param spec what is wanted
 * @param secret what is stored; null when there is no such Secret
 * @param authority who would sign
 * @param now the wall clock
 */
public record Situation(CertificateSpec spec, @Nullable StoredSecret secret, AuthorityFacts authority, Instant now) {}
