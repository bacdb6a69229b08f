package io.portico.certmanager.apply;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.IssuedCertificate;
import io.portico.certmanager.crypto.PairReading;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.issuance.Decision;
import io.portico.certmanager.model.issuance.IssuanceBudget;
import io.portico.certmanager.model.issuance.IssuanceBudgets;
import io.portico.certmanager.watch.SecretWatch;
import io.portico.runtime.values.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the Secrets that hold certificates. */
final class CertificateSecrets {
    static final String IDENTITY = "portico.io/certificate-identity";
    static final String ISSUER = "portico.io/issuer";
    static final String REASON = "portico.io/issue-reason";
    static final String AUTHORITY = "portico.io/issued-by";
    static final String ISSUANCES = "portico.io/issuances";
    static final String FOR_AUTHORITY = "portico.io/issuances-for-authority";

    private final KubernetesClient client;

    CertificateSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** As the API server has it now; null when there is none. */
    @Nullable
    Secret read(NamespacedName name) {
        return client.secrets()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get();
    }

    /** Reduced to what the model decides with. */
    static @Nullable StoredSecret stored(@Nullable Secret secret, CertificateAuthority authority) {
        if (secret == null) {
            return null;
        }
        var identity = annotation(secret, IDENTITY);
        var labelled = SecretWatch.LABEL_VALUE.equals(
                requireNonNullElse(secret.getMetadata().getLabels(), Map.of()).get(SecretWatch.LABEL));
        return new StoredSecret(
                requireNonNullElse(secret.getMetadata().getUid(), ""),
                requireNonNullElse(secret.getType(), "Opaque"),
                labelled || identity != null,
                identity,
                annotation(secret, AUTHORITY),
                PairReading.of(SecretData.decode(secret, "tls.crt"), SecretData.decode(secret, "tls.key"), authority),
                Arrays.equals(
                        SecretData.decode(secret, TrustBundle.KEY),
                        authority.trustAnchorPem().getBytes(StandardCharsets.UTF_8)));
    }

    static IssuanceBudgets budgets(@Nullable Secret secret) {
        return secret == null
                ? IssuanceBudgets.UNSPENT
                : new IssuanceBudgets(
                        IssuanceBudget.parse(annotation(secret, ISSUANCES)),
                        IssuanceBudget.parse(annotation(secret, FOR_AUTHORITY)));
    }

    static @Nullable String annotation(Secret secret, String name) {
        var annotations = secret.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    /** Creates the Secret, or overwrites it if it is still the one that was read; a conflict is an exception. */
    void write(
            CertificateSpec spec,
            @Nullable Secret read,
            IssuedCertificate issued,
            CertificateAuthority authority,
            Decision.Issue decision) {
        var builder = read == null ? new SecretBuilder() : new SecretBuilder(read);
        var secret = builder.editOrNewMetadata()
                .withNamespace(spec.secret().namespace())
                .withName(spec.secret().name())
                .addToLabels(SecretWatch.LABEL, SecretWatch.LABEL_VALUE)
                .addToAnnotations(IDENTITY, spec.identity(authority.facts()))
                .addToAnnotations(ISSUER, IngressReading.ISSUER)
                .addToAnnotations(REASON, decision.why().toString())
                .addToAnnotations(AUTHORITY, authority.facts().fingerprint())
                .addToAnnotations(ISSUANCES, decision.budgetsAfter().own().annotation())
                .addToAnnotations(
                        FOR_AUTHORITY, decision.budgetsAfter().authority().annotation())
                .endMetadata()
                .withType(StoredSecret.TLS_TYPE)
                .addToData(SecretData.encode(Map.of(
                        "tls.crt",
                        issued.certificateChain(),
                        "tls.key",
                        issued.privateKey(),
                        TrustBundle.KEY,
                        issued.trustAnchor())))
                .build();
        var resource = client.secrets().inNamespace(spec.secret().namespace()).resource(secret);
        var _ = read == null
                ? resource.create()
                : resource.lockResourceVersion(read.getMetadata().getResourceVersion())
                        .update();
    }
}
