package io.portico.ingress.model.certificates;

import java.util.Optional;

/**
 * What is known of one host's certificate.
 *
 * @param certificate its own, where it has one
 * @param waits whether the API server has not answered yet for a Secret that is to hold one
 * @param expected whether an issuer is about to write it
 * @param speaker who is told when it is served the default one; empty when nobody has a rule for it
 * @param reason why it has none, for the speaker
 */
public record HostCertificate(
        Optional<ServerCertificate> certificate,
        boolean waits,
        boolean expected,
        Optional<Speaker> speaker,
        String reason) {
    /** Stands in a reason for the hosts that it is about. */
    public static final String HOSTS = "{hosts}";

    /** The certificate of that host, and nothing to be told. */
    public static HostCertificate of(ServerCertificate certificate) {
        return new HostCertificate(Optional.of(certificate), false, false, Optional.empty(), "");
    }

    /** The same, with a certificate that is served meanwhile. */
    HostCertificate keeping(ServerCertificate former) {
        return new HostCertificate(Optional.of(former), false, expected, speaker, reason);
    }
}
