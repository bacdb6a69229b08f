package io.portico.certmanager.model;

import io.portico.runtime.values.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The certificate that one Secret shall hold.
 *
 * @param secret where it is stored
 * @param hosts every DNS name it covers, sorted, at least one
 * @param options key, duration and subject
 */
public record CertificateSpec(NamespacedName secret, List<String> hosts, CertificateOptions options) {

    /** The most hosts in one certificate: its chain still fits into a TLS handshake and a Secret with ease. */
    public static final int MOST_HOSTS = 200;

    /** The subject's CN: the one asked for, else the first host that fits into 64 characters. */
    public Optional<String> commonName() {
        return options.commonName() != null
                ? Optional.of(options.commonName())
                : hosts.stream()
                        .filter(host -> host.length() <= CertificateOptions.COMMON_NAME_LENGTH)
                        .findFirst();
    }

    /**
     * What makes two issued certificates interchangeable: subject, hosts, key, usage, duration and CA. It is kept on
     * the Secret; a certificate is issued anew when it changes.
     */
    public String identity(AuthorityFacts authority) {
        var text = String.join(
                "\n",
                "hosts=" + String.join(",", hosts),
                "commonName=" + commonName().orElse(""),
                "key=" + options.algorithm() + " " + options.keySize(),
                "usages=serverAuth",
                "duration=" + options.duration(),
                "authority=" + authority.fingerprint());
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
