package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certificates.InvalidPemException;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateMaker;
import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.IssuanceBudget;
import io.portico.certmanager.model.authority.AuthorityPlan;
import io.portico.certmanager.model.authority.AuthorityPlan.Action;
import io.portico.certmanager.model.authority.AuthoritySituation;
import io.portico.certmanager.model.authority.AuthoritySituation.Content;
import io.portico.certmanager.model.authority.AuthoritySituation.Stored;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what an {@link AuthorityPlan} says about the CA's Secret in the install namespace, and keeps the trust
 * bundle true.
 */
public final class AuthorityKeeper {
    /** Name of the CA's Secret. */
    public static final String SECRET = IngressReading.ISSUER;

    private final String namespace;
    private final AuthoritySecret stored;
    private final TrustBundle bundle;
    private final BooleanSupplier issuedBefore;
    private final CertificateMaker maker;
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

    /** What the Secret holds: a CA, or why there is none. */
    private record Read(Secret secret, @Nullable CertificateAuthority authority, Content content) {}

    /**
     * @param namespace the install namespace
     * @param issuedBefore whether there is a certificate of ours
     */
    public AuthorityKeeper(
            KubernetesClient client,
            String namespace,
            BooleanSupplier issuedBefore,
            CertificateMaker maker,
            EventRecorder events,
            InstantSource clock) {
        this.namespace = namespace;
        this.stored = new AuthoritySecret(client, namespace);
        this.bundle = new TrustBundle(client, namespace);
        this.issuedBefore = issuedBefore;
        this.maker = maker;
        this.events = events;
        this.clock = clock;
    }

    /** As read last. */
    public Authority current() {
        return current;
    }

    /** The CA, if it can sign. */
    public Optional<CertificateAuthority> signing() {
        return current instanceof Authority.Ready ready ? Optional.of(ready.authority()) : Optional.empty();
    }

    /** What any replica's watch shows of the Secret: should it be deleted, this is what is written back. */
    public void seen(Secret secret) {
        stored.remember(secret, clock.instant());
    }

    /** Reads or creates the CA and keeps the trust bundle true; returns whether certificates must be looked at anew. */
    public boolean reconcile() {
        var before = current;
        current = carryOut(stored.read());
        return switch (current) {
            case Authority.Ready ready -> {
                ready.warning().ifPresent(events::report);
                bundle.publish(ready.authority().trustAnchorPem());
                yield !(before instanceof Authority.Ready earlier
                        && earlier.facts().equals(ready.facts()));
            }
            case Authority.Unusable unusable -> {
                events.report(unusable.problem());
                yield !current.equals(before);
            }
            case Authority.Unknown _ -> false;
        };
    }

    private Authority carryOut(@Nullable Secret secret) {
        var read = secret == null ? null : read(secret);
        var plan = AuthorityPlan.of(situation(read));
        plan.problems().forEach(events::report);
        return switch (plan.action()) {
            case Action.Use(var facts, var warning)
            when read != null && read.authority() != null -> {
                seen(read.secret());
                yield new Authority.Ready(read.authority(), facts, warning);
            }
            case Action.Use _ -> throw new IllegalStateException("a CA that was not read cannot be used");
            case Action.Create() -> create(null);
            case Action.Replace() -> create(secret);
            case Action.Restore(var budgetAfter) -> restore(budgetAfter);
            case Action.Refuse(var problem) -> new Authority.Unusable(problem);
        };
    }

    private AuthoritySituation situation(@Nullable Read read) {
        var remembered = stored.remembered().isPresent();
        return new AuthoritySituation(
                read == null ? new ObjectRef("v1", "Secret", namespace, SECRET, "") : ObjectRef.of(read.secret()),
                Optional.ofNullable(read)
                        .map(found -> new Stored(AuthoritySecret.asked(found.secret()), found.content())),
                remembered,
                read == null && !remembered && (issuedBefore.getAsBoolean() || bundle.exists()),
                restores,
                clock.instant());
    }

    private Read read(Secret secret) {
        try {
            var authority = AuthoritySecret.authority(secret, clock.instant());
            return new Read(secret, authority, new Content.Usable(authority.facts()));
        } catch (InvalidPemException e) {
            return new Read(secret, null, new Content.Unusable(e.sentence()));
        }
    }

    private Authority create(@Nullable Secret replaced) {
        var made = maker.authority(IngressReading.ISSUER, clock.instant());
        var secret = replaced == null ? stored.create(made) : stored.replace(replaced, made);
        var notice = AuthorityPlan.made(ObjectRef.of(secret), made.facts(), replaced != null);
        events.normal(notice.about(), notice.reason(), notice.message());
        return carryOut(secret);
    }

    private Authority restore(IssuanceBudget budgetAfter) {
        var secret = stored.restore(stored.remembered().orElseThrow());
        restores = budgetAfter;
        events.report(AuthorityPlan.restored(ObjectRef.of(secret)));
        return carryOut(secret);
    }
}
