package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certificates.InvalidPemException;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateIssuer;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.issuance.IssuanceBudget;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The CA {@code kube-ca} in the install namespace. It is made where there is no sign of an earlier one, and never
 * overwritten: a Secret that cannot be used is reported on that Secret, and nothing is issued until its owner has
 * mended it. One that is deleted is written back as it was. A new root, which nobody trusts yet, is made only when it
 * is asked for, by an annotation on the Secret.
 */
public final class AuthorityKeeper {
    /** Name of the CA's Secret. */
    public static final String SECRET = IngressReading.ISSUER;

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private final String namespace;
    private final AuthoritySecret stored;
    private final TrustBundle bundle;
    private final BooleanSupplier issuedBefore;
    private final CertificateIssuer issuer;
    private final EventRecorder events;
    private final InstantSource clock;
    private IssuanceBudget restores = IssuanceBudget.UNSPENT;
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

    /**
     * @param namespace the install namespace
     * @param issuedBefore whether there is a certificate of ours
     */
    public AuthorityKeeper(
            KubernetesClient client,
            String namespace,
            BooleanSupplier issuedBefore,
            CertificateIssuer issuer,
            EventRecorder events,
            InstantSource clock) {
        this.namespace = namespace;
        this.stored = new AuthoritySecret(client, namespace);
        this.bundle = new TrustBundle(client, namespace);
        this.issuedBefore = issuedBefore;
        this.issuer = issuer;
        this.events = events;
        this.clock = clock;
    }

    /** As read last. */
    public Authority current() {
        return current;
    }

    /** What any replica's watch shows of the Secret: should it be deleted, this is what is written back. */
    public void seen(Secret secret) {
        stored.remember(secret, clock.instant());
    }

    /** Reads or creates the CA and keeps the trust bundle true; returns whether certificates must be looked at anew. */
    public boolean reconcile() {
        var before = current;
        var secret = stored.read();
        current = secret == null ? missing() : read(secret);
        return switch (current) {
            case Authority.Ready ready -> {
                ready.warning().ifPresent(events::report);
                bundle.publish(ready.authority().trustAnchorPem());
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

    private Authority missing() {
        var remembered = stored.remembered();
        if (remembered.isPresent()) {
            return restore(remembered.get());
        }
        return issuedBefore.getAsBoolean() || bundle.exists() ? lost() : create();
    }

    /** No replica has seen the key: who trusts the old root is not to find another one in its place by a slip. */
    private Authority lost() {
        return new Authority.Unusable(new Problem(
                new ObjectRef("v1", "Secret", namespace, SECRET, ""),
                "AuthorityMissing",
                "the CA's Secret is gone, and there are certificates of it, or the ConfigMap " + TrustBundle.NAME
                        + " that clients trust. Nothing is issued until the Secret is restored from a backup. Where there"
                        + " is none, ask for a new root, which every client then has to trust: create the Secret "
                        + SECRET + " in " + namespace + " with the annotation " + AuthoritySecret.NEW_AUTHORITY
                        + ": \"true\"."));
    }

    private Authority restore(Secret remembered) {
        var now = clock.instant();
        var next = restores.next(now);
        if (next.isAfter(now)) {
            return new Authority.Unusable(new Problem(
                    new ObjectRef("v1", "Secret", namespace, SECRET, ""),
                    "AuthorityMissing",
                    "the CA's Secret was deleted and written back " + restores.streak()
                            + " times in a row. Find out what deletes it; it is not written back before " + next
                            + "."));
        }
        var secret = stored.restore(remembered);
        restores = restores.spend(now);
        events.report(new Problem(
                ObjectRef.of(secret),
                "AuthorityRestored",
                "the Secret was deleted, and is written back with the same key and certificate, so that all certificates"
                        + " stay good. A new root is made when the Secret gets the annotation "
                        + AuthoritySecret.NEW_AUTHORITY + ": \"true\"."));
        return read(secret);
    }

    private Authority create() {
        var made = issuer.newAuthority(IngressReading.ISSUER, clock.instant());
        return made(made, stored.create(made), "made the CA ");
    }

    private Authority replace(Secret secret) {
        var made = issuer.newAuthority(IngressReading.ISSUER, clock.instant());
        return made(made, stored.replace(secret, made), "made a new root, as asked for: the CA ");
    }

    private Authority made(CertificateAuthority made, Secret secret, String what) {
        stored.remember(secret, clock.instant());
        events.normal(
                ObjectRef.of(secret),
                "AuthorityCreated",
                what + made.facts().subject() + ", valid until " + made.facts().notAfter()
                        + "; clients find it in the ConfigMap " + TrustBundle.NAME);
        return ready(made, secret);
    }

    private Authority read(Secret secret) {
        var asked = AuthoritySecret.asked(secret);
        if (asked.isPresent() && asked.get().equals("true")) {
            return replace(secret);
        }
        asked.ifPresent(value -> events.report(new Problem(
                ObjectRef.of(secret),
                "BadConfig",
                "the annotation " + AuthoritySecret.NEW_AUTHORITY + " is \"" + value
                        + "\"; write \"true\" for a new root, or remove it. Until then the CA stays.")));
        try {
            var authority = AuthoritySecret.authority(secret, clock.instant());
            stored.remember(secret, clock.instant());
            return ready(authority, secret);
        } catch (InvalidPemException e) {
            return new Authority.Unusable(new Problem(
                    ObjectRef.of(secret),
                    "AuthorityUnusable",
                    e.sentence() + ". No certificate is issued until a CA's certificate and its private key are stored"
                            + " here, or the annotation " + AuthoritySecret.NEW_AUTHORITY
                            + ": \"true\" asks for a new root."));
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
}
