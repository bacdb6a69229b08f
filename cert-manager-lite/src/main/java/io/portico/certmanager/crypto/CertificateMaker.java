package io.portico.certmanager.crypto;

import io.portico.certificates.CertificateSigning;
import io.portico.certificates.Certificates;
import io.portico.certificates.KeyPairs;
import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.KeyAlgorithm;
import io.portico.certmanager.model.issuance.RenewalTime;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** Makes certificates: the CA once, leaves with a new private key each time. */
public final class CertificateMaker {
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);

    private final SecureRandom random;

    /** {@code random} makes keys and serial numbers. */
    public CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    /**
     * A root CA: ECDSA P-256, ten years, signs leaves only (path length 0). Day and some random letters follow its
     * name, so that no two roots have the same: who looks for the issuer of a certificate by its name (RFC 5280, 6.1)
     * must not find another key.
     */
    public CertificateAuthority authority(String prefix, Instant now) {
        var keys = PrivateKeys.generate(KeyAlgorithm.ECDSA, 256, random);
        var name = CertificateSigning.name(
                "%s %s %06x".formatted(prefix, now.atZone(ZoneOffset.UTC).toLocalDate(), random.nextInt(1 << 24)));
        var begin = seconds(now.minus(RenewalTime.BACKDATED));
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    CertificateSigning.serialNumber(random),
                    Date.from(begin),
                    Date.from(seconds(now.plus(AUTHORITY_LIFETIME))),
                    name,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            var certificate = CertificateSigning.sign(builder, keys.getPrivate());
            return new CertificateAuthority(List.of(certificate), certificate, keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the CA's certificate could not be made", e);
        }
    }

    /**
     * A server certificate for every host of the spec, with a new private key. Its validity begins an hour ago, but not
     * before the CA's, and never outlives the CA.
     */
    public IssuedCertificate leaf(CertificateSpec spec, CertificateAuthority authority, Instant now) {
        var options = spec.options();
        var keys = PrivateKeys.generate(options.algorithm(), options.keySize(), random);
        var signer = authority.certificate();
        var begin = later(
                seconds(now.minus(RenewalTime.BACKDATED)), signer.getNotBefore().toInstant());
        var end = earlier(
                seconds(now.plus(options.duration())), signer.getNotAfter().toInstant());
        try {
            var certificate = certificate(spec, authority, keys.getPublic(), begin, end);
            var chain = new ArrayList<X509Certificate>();
            chain.add(certificate);
            chain.addAll(authority.intermediates());
            return new IssuedCertificate(
                    Certificates.print(chain),
                    KeyPairs.print(keys.getPrivate()),
                    authority.trustAnchorPem(),
                    new CertificateFacts(
                            spec.hosts(),
                            signer.getSubjectX500Principal().getName(),
                            Certificates.fingerprint(signer),
                            begin,
                            end),
                    authority.facts());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate for " + spec.secret() + " could not be made", e);
        }
    }

    private X509Certificate certificate(
            CertificateSpec spec, CertificateAuthority authority, PublicKey publicKey, Instant begin, Instant end)
            throws IOException, GeneralSecurityException {
        var issuer = new JcaX509CertificateHolder(authority.certificate()).getSubject();
        var subject = spec.commonName().map(CertificateSigning::name).orElseGet(() -> new X500NameBuilder().build());
        var builder = new JcaX509v3CertificateBuilder(
                issuer, CertificateSigning.serialNumber(random), Date.from(begin), Date.from(end), subject, publicKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                spec.options().algorithm() == KeyAlgorithm.RSA
                        ? new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
                        : new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectAlternativeName,
                spec.commonName().isEmpty(), // RFC 5280, 4.2.1.6: critical where the subject is empty
                new GeneralNames(spec.hosts().stream()
                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new)));
        var identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(publicKey));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(keyIdentifier(authority.certificate(), identifiers)));
        return CertificateSigning.sign(builder, authority.key());
    }

    /** The CA's own identifier, however it was computed, so that chains are found by it (RFC 5280, 4.2.1.1). */
    private static byte[] keyIdentifier(X509Certificate authority, JcaX509ExtensionUtils identifiers)
            throws IOException {
        var extension = authority.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return extension == null
                ? identifiers
                        .createSubjectKeyIdentifier(authority.getPublicKey())
                        .getKeyIdentifier()
                : SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                        .getKeyIdentifier();
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
