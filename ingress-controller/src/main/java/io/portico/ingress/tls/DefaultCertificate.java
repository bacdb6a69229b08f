package io.portico.ingress.tls;

import io.portico.ingress.model.ServerCertificate;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The certificate of last resort: self-signed, made anew at each start, valid for a year, and telling by its name what
 * the visitor looks at.
 */
public final class DefaultCertificate {
    /** The common name that says where the certificate comes from. */
    public static final String COMMON_NAME = "Portico default certificate";

    private static final String ECDSA_WITH_SHA256 = "2a8648ce3d040302";
    private static final String COMMON_NAME_OID = "550403";
    private static final String BASIC_CONSTRAINTS = "551d13";
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final byte V3 = 2;
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration VALID = Duration.ofDays(365);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private DefaultCertificate() {}

    /** A new key (ECDSA P-256) and a certificate that begins now. */
    public static ServerCertificate create(Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
            var name =
                    Der.sequence(Der.element(Der.SET, Der.sequence(Der.oid(COMMON_NAME_OID), Der.utf8(COMMON_NAME))));
            var noAuthority = Der.sequence(Der.oid(BASIC_CONSTRAINTS), Der.element(Der.OCTET_STRING, Der.sequence()));
            var body = Der.sequence(
                    Der.element(VERSION, Der.integer(new byte[] {V3})),
                    Der.integer(serial()),
                    algorithm,
                    name,
                    Der.sequence(
                            Der.utcTime(UTC.format(now.minus(BACKDATED))), Der.utcTime(UTC.format(now.plus(VALID)))),
                    name,
                    keys.getPublic().getEncoded(),
                    Der.element(EXTENSIONS, Der.sequence(noAuthority)));
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(body);
            var certificate = Der.sequence(body, algorithm, Der.bitString(signer.sign()));
            return CertificateReader.certificate(
                    "self-made", CertificateReader.parseDer(certificate), keys.getPrivate(), List.of());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes ECDSA P-256 keys", e);
        }
    }

    /** Sixteen random bytes, positive and in shortest form. */
    private static byte[] serial() {
        var serial = new byte[16];
        new SecureRandom().nextBytes(serial);
        serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
