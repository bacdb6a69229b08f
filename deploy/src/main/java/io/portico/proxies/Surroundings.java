package io.portico.proxies;

import io.portico.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What all proxies are given alike.
 *
 * @param plain the host of plain HTTP
 * @param secure the host of TLS
 * @param endpoint {@code address:port} of the one endpoint of both hosts
 * @param certificate of the host of TLS, P-256, PEM
 * @param key its key, PKCS#8, PEM
 * @param threads how many threads, or processes, work at most
 * @param directory for configurations and logs
 */
public record Surroundings(
        String plain, String secure, String endpoint, Path certificate, Path key, int threads, Path directory) {

    /** With a certificate made now. */
    public static Surroundings create(String plain, String secure, String endpoint, int threads, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        var pair = TestAuthority.create("proxies")
                .issue(directory, "secure", secure, List.of(new GeneralName(GeneralName.dNSName, secure)));
        return new Surroundings(plain, secure, endpoint, pair.certificate(), pair.key(), threads, directory);
    }
}
