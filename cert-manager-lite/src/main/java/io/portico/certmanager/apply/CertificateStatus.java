package io.portico.certmanager.apply;

import io.portico.certmanager.model.CertificateFacts;
import io.portico.runtime.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one certificate stands, for metrics and {@code /state}.
 *
 * @param hosts the hosts asked for
 * @param certificate what is stored; null when nothing usable is
 * @param renewal when it is renewed; null when nothing usable is stored
 * @param lastIssue why it was issued last; empty when unknown
 * @param outcome what was decided last
 * @param problems what stands in the way
 */
record CertificateStatus(
        List<String> hosts,
        @Nullable CertificateFacts certificate,
        @Nullable Instant renewal,
        String lastIssue,
        String outcome,
        List<Problem> problems) {}
