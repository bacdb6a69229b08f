package io.portico.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What is the same in every certificate that we make. */
public final class CertificateSigning {
    private static final int SERIAL_BITS = 159;

    private CertificateSigning() {}

    /** Built attribute by attribute: a comma in a name stays a comma. */
    public static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /**
     * Random, positive, at most 20 octets (RFC 5280, 4.1.2.2), more than the 64 random bits that the CA/B Forum asks.
     */
    public static BigInteger serialNumber(SecureRandom random) {
        return new BigInteger(SERIAL_BITS, random).setBit(0);
    }

    /** Signs with {@link KeyPairs#signatureAlgorithm}. */
    public static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder(KeyPairs.signatureAlgorithm(key)).build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("nothing can be signed with this key", e);
        }
    }
}
