package io.portico.certmanager.model.issuance;

import io.portico.certmanager.model.CertificateFacts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a certificate is renewed. */
public final class RenewalTime {
    /** How far a certificate's validity reaches back before its issue, for clients whose clocks are behind. */
    public static final Duration BACKDATED = Duration.ofHours(1);

    private static final int JITTER_SHARE = 60;
    private static final int JITTER_STEPS = 1000;

    private RenewalTime() {}

    /**
     * After two thirds of the actual lifetime (cert-manager's rule), or {@code renewBefore} ahead of the end where that
     * is set and fits; up to a sixtieth of the lifetime earlier, by a share taken from the Secret's UID, so that
     * certificates issued together are not renewed together; never before a tenth of the time from its issue has
     * passed.
     */
    public static Instant of(CertificateFacts certificate, @Nullable Duration renewBefore, String secretUid) {
        var lifetime = Duration.between(certificate.notBefore(), certificate.notAfter());
        var regular = renewBefore != null && renewBefore.compareTo(lifetime) < 0
                ? certificate.notAfter().minus(renewBefore)
                : certificate.notBefore().plus(lifetime.multipliedBy(2).dividedBy(3));
        var share = Math.floorMod(secretUid.hashCode(), JITTER_STEPS);
        var jitter = lifetime.dividedBy(JITTER_SHARE).multipliedBy(share).dividedBy(JITTER_STEPS);
        var renewal = regular.minus(jitter);
        var earliest = earliest(certificate);
        return renewal.isBefore(earliest) ? earliest : renewal;
    }

    private static Instant earliest(CertificateFacts certificate) {
        var issued = certificate.notBefore().plus(BACKDATED);
        var left = Duration.between(issued, certificate.notAfter());
        return left.isNegative() ? certificate.notAfter() : issued.plus(left.dividedBy(10));
    }
}
