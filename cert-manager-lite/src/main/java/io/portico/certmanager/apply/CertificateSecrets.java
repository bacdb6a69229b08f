package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.IssuedCertificate;
import io.portico.certmanager.crypto.SecretData;
import io.portico.certmanager.model.ManagedSecret;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.plan.Order;
import io.portico.runtime.values.NamespacedName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the Secrets that hold certificates. */
final class CertificateSecrets {
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

    /** Creates the Secret, or overwrites it if it is still the one that was read; a conflict is an exception. */
    void write(Order order, @Nullable Secret read, IssuedCertificate issued) {
        var name = order.spec().secret();
        var builder = read == null ? new SecretBuilder() : new SecretBuilder(read);
        var secret = builder.editOrNewMetadata()
                .withNamespace(name.namespace())
                .withName(name.name())
                .addToLabels(ManagedSecret.LABEL, ManagedSecret.LABEL_VALUE)
                .addToAnnotations(annotations(order, issued))
                .endMetadata()
                .withType(StoredSecret.TLS_TYPE)
                .addToData(SecretData.encode(Map.of(
                        ManagedSecret.CERTIFICATE,
                        issued.certificateChain(),
                        ManagedSecret.KEY,
                        issued.privateKey(),
                        ManagedSecret.TRUST_ANCHOR,
                        issued.trustAnchor())))
                .build();
        var resource = client.secrets().inNamespace(name.namespace()).resource(secret);
        var _ = read == null
                ? resource.create()
                : resource.lockResourceVersion(read.getMetadata().getResourceVersion())
                        .update();
    }

    private static Map<String, String> annotations(Order order, IssuedCertificate issued) {
        return Map.of(
                ManagedSecret.IDENTITY,
                order.spec().identity(issued.authority()),
                ManagedSecret.ISSUER,
                IngressReading.ISSUER,
                ManagedSecret.REASON,
                order.why().toString(),
                ManagedSecret.AUTHORITY,
                issued.authority().fingerprint(),
                ManagedSecret.ISSUANCES,
                order.budgetsAfter().own().annotation(),
                ManagedSecret.ISSUANCES_FOR_AUTHORITY,
                order.budgetsAfter().authority().annotation());
    }
}
