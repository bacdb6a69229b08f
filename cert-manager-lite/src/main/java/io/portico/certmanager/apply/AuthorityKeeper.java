package io.portico.certmanager.apply;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateIssuer;
import io.portico.certmanager.crypto.InvalidPemException;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The CA {@code kube-ca} in the install namespace. It is made when its Secret does not exist, and never overwritten: a
 * Secret that cannot be used is reported on that Secret, and nothing is issued until its owner has mended it. Deleting
 * the Secret means a new CA and new certificates everywhere.
 */
public final class AuthorityKeeper {
    /** Name of the ConfigMap whose {@code ca.crt} is what clients trust. */
    public static final String TRUST_BUNDLE = "kube-ca-bundle";

    /** Name of the CA's Secret. */
    public static final String SECRET = IngressReading.ISSUER;

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String TRUST_KEY = "ca.crt";

    private static final Logger LOG = Logger.getLogger(AuthorityKeeper.class);

    private final KubernetesClient client;
    private final String namespace;
    private final CertificateIssuer issuer;
    private final EventRecorder events;
    private final InstantSource clock;
    private volatile Authority current = new Authority.Unknown();

    /** What is known of the CA. */
    public sealed interface Authority {
        /** Not read yet. */
        record Unknown() implements Authority {}

        /** It can sign; {@code warning} is what its owner should know. */
        record Ready(CertificateAuthority authority, AuthorityFacts facts, Optional<Problem> warning)
                implements Authority {}

        /** It cannot sign, and why. */
        record Unusable(Problem problem) implements Authority {}
    }

    /** {@code namespace} is the install namespace. */
    public AuthorityKeeper(
            KubernetesClient client,
            String namespace,
            CertificateIssuer issuer,
            EventRecorder events,
            InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.issuer = issuer;
        this.events = events;
        this.clock = clock;
    }

    /** As read last. */
    public Authority current() {
        return current;
    }

    /** Reads or creates the CA and keeps the trust bundle true; returns whether certificates must be looked at anew. */
    public boolean reconcile() {
        var before = current;
        var secret = client.secrets().inNamespace(namespace).withName(SECRET).get();
        current = secret == null ? create() : read(secret);
        return switch (current) {
            case Authority.Ready ready -> {
                ready.warning().ifPresent(events::report);
                publish(ready.authority().trustAnchorPem());
                yield !(before instanceof Authority.Ready earlier
                        && earlier.facts().equals(ready.facts())
                        && earlier.authority()
                                .trustAnchor()
                                .equals(ready.authority().trustAnchor()));
            }
            case Authority.Unusable unusable -> {
                events.report(unusable.problem());
                yield !current.equals(before);
            }
            case Authority.Unknown _ -> false;
        };
    }

    private Authority create() {
        var made = issuer.newAuthority(IngressReading.ISSUER, clock.instant());
        var secret = client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .withNamespace(namespace)
                        .withLabels(Map.of(MANAGED_BY, "cert-manager-lite"))
                        .endMetadata()
                        .withType(StoredSecret.TLS_TYPE)
                        .withData(SecretData.encode(Map.of(
                                "tls.crt",
                                made.certificatePem(),
                                "tls.key",
                                made.privateKeyPem(),
                                TRUST_KEY,
                                made.trustAnchorPem())))
                        .build())
                .create();
        events.normal(
                ObjectRef.of(secret),
                "AuthorityCreated",
                "made the CA " + made.facts().subject() + ", valid until "
                        + made.facts().notAfter() + "; clients find it in the ConfigMap " + TRUST_BUNDLE);
        return ready(made, secret);
    }

    private Authority read(Secret secret) {
        try {
            var authority = CertificateAuthority.read(
                    SecretData.decode(secret, "tls.crt"),
                    SecretData.decode(secret, "tls.key"),
                    SecretData.decode(secret, TRUST_KEY),
                    clock.instant());
            return ready(authority, secret);
        } catch (InvalidPemException e) {
            return new Authority.Unusable(new Problem(
                    ObjectRef.of(secret),
                    "AuthorityUnusable",
                    e.sentence() + ". No certificate is issued until a CA's certificate and its private key are stored"
                            + " here, or the Secret is deleted, which makes a new CA."));
        }
    }

    private Authority ready(CertificateAuthority authority, Secret secret) {
        var facts = authority.facts();
        var endsSoon = facts.notAfter().isBefore(clock.instant().plus(CertificateOptions.DEFAULT.duration()));
        return new Authority.Ready(
                authority,
                facts,
                endsSoon
                        ? Optional.of(
                                new Problem(
                                        ObjectRef.of(secret),
                                        "AuthorityExpiring",
                                        "the CA ends at " + facts.notAfter()
                                                + ", and no certificate outlives it; store a new CA's tls.crt and tls.key here."))
                        : Optional.empty());
    }

    private void publish(String trustAnchor) {
        var bundles = client.configMaps().inNamespace(namespace);
        var bundle = bundles.withName(TRUST_BUNDLE).get();
        if (bundle == null) {
            var _ = bundles.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName(TRUST_BUNDLE)
                            .withNamespace(namespace)
                            .withLabels(Map.of(MANAGED_BY, "cert-manager-lite"))
                            .endMetadata()
                            .withData(Map.of(TRUST_KEY, trustAnchor))
                            .build())
                    .create();
            LOG.infof("wrote the trust bundle ConfigMap %s/%s", namespace, TRUST_BUNDLE);
        } else if (!trustAnchor.equals(
                requireNonNullElse(bundle.getData(), Map.<String, String>of()).get(TRUST_KEY))) {
            var _ = bundles.resource(new ConfigMapBuilder(bundle)
                            .addToData(TRUST_KEY, trustAnchor)
                            .build())
                    .lockResourceVersion(bundle.getMetadata().getResourceVersion())
                    .update();
            LOG.infof("updated the trust bundle ConfigMap %s/%s", namespace, TRUST_BUNDLE);
        }
    }
}
