package io.portico.certmanager.model.plan;

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
public record CertificateStatus(
        List<String> hosts,
        @Nullable CertificateFacts certificate,
        @Nullable Instant renewal,
        String lastIssue,
        String outcome,
        List<Problem> problems) {

    /** Nothing usable is stored. */
    static CertificateStatus without(List<String> hosts, String outcome, List<Problem> problems) {
        return new CertificateStatus(hosts, null, null, "", outcome, problems);
    }
}
