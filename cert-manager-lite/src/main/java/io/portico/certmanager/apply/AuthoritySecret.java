package io.portico.certmanager.apply;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certificates.InvalidPemException;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.SecretData;
import io.portico.certmanager.model.ManagedSecret;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.authority.AuthorityPlan;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The CA's Secret as the API server has it, and as it was when it could last be used: every replica sees it by its
 * watch and remembers it, so that any of them can write it back after it was deleted by mistake.
 */
final class AuthoritySecret {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private final KubernetesClient client;
    private final String namespace;
    private @Nullable Secret lastUsable;

    AuthoritySecret(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** As the API server has it now; null when there is none. */
    @Nullable
    Secret read() {
        return client.secrets()
                .inNamespace(namespace)
                .withName(AuthorityKeeper.SECRET)
                .get();
    }

    /** Remembers it if it can be used, and is not older than what is remembered of the same one. */
    synchronized void remember(Secret seen, Instant now) {
        if (lastUsable != null && olderThanRemembered(seen, lastUsable)) {
            return;
        }
        try {
            var _ = authority(seen, now);
            lastUsable = seen;
        } catch (InvalidPemException _) {
            // What cannot be used is told by who wants to use it.
        }
    }

    /** What it was when it could last be used; empty when this replica never saw it so. */
    synchronized Optional<Secret> remembered() {
        return Optional.ofNullable(lastUsable);
    }

    static CertificateAuthority authority(Secret secret, Instant now) throws InvalidPemException {
        return CertificateAuthority.read(
                SecretData.decode(secret, ManagedSecret.CERTIFICATE),
                SecretData.decode(secret, ManagedSecret.KEY),
                SecretData.decode(secret, ManagedSecret.TRUST_ANCHOR),
                now);
    }

    /** Creates it with a new CA in it. */
    Secret create(CertificateAuthority made) {
        return client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(AuthorityKeeper.SECRET)
                        .withNamespace(namespace)
                        .withLabels(Map.of(MANAGED_BY, ManagedSecret.LABEL_VALUE))
                        .endMetadata()
                        .withType(StoredSecret.TLS_TYPE)
                        .withData(data(made))
                        .build())
                .create();
    }

    /** Puts a new CA in the place of the one that it holds, if it is still the one that was read. */
    Secret replace(Secret read, CertificateAuthority made) {
        return client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder(read)
                        .editMetadata()
                        .removeFromAnnotations(AuthorityPlan.NEW_AUTHORITY)
                        .endMetadata()
                        .addToData(data(made))
                        .build())
                .lockResourceVersion(read.getMetadata().getResourceVersion())
                .update();
    }

    /** Creates it anew as it was: data, type, labels, annotations. */
    Secret restore(Secret remembered) {
        var metadata = remembered.getMetadata();
        return client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder(remembered)
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(metadata.getName())
                                .withNamespace(namespace)
                                .withLabels(metadata.getLabels())
                                .withAnnotations(metadata.getAnnotations())
                                .removeFromAnnotations(AuthorityPlan.NEW_AUTHORITY)
                                .build())
                        .build())
                .create();
    }

    /** What its annotation asks for; empty without one. */
    static Optional<String> asked(Secret secret) {
        return Optional.ofNullable(requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(AuthorityPlan.NEW_AUTHORITY));
    }

    private static Map<String, String> data(CertificateAuthority made) {
        return SecretData.encode(Map.of(
                ManagedSecret.CERTIFICATE,
                made.certificatePem(),
                ManagedSecret.KEY,
                made.privateKeyPem(),
                ManagedSecret.TRUST_ANCHOR,
                made.trustAnchorPem()));
    }

    private static boolean olderThanRemembered(Secret seen, Secret remembered) {
        return seen.getMetadata().getUid().equals(remembered.getMetadata().getUid())
                && Long.parseLong(seen.getMetadata().getResourceVersion())
                        < Long.parseLong(remembered.getMetadata().getResourceVersion());
    }
}
