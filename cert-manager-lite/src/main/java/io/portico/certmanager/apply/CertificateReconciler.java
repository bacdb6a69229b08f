package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.CertificateAuthority;
import io.portico.certmanager.crypto.CertificateIssuer;
import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.ingress.MergedRequests;
import io.portico.certmanager.model.issuance.Decision;
import io.portico.certmanager.model.issuance.IssuanceBudgets;
import io.portico.certmanager.model.issuance.RenewalTime;
import io.portico.certmanager.model.issuance.Situation;
import io.portico.certmanager.model.issuance.Violation;
import io.portico.certmanager.watch.IngressWatch;
import io.portico.certmanager.watch.SecretWatch;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one Secret hold the certificate that its Ingresses ask for. It decides on what the informer has seen, and
 * before it writes once more on what the API server has: a stale view costs a read, never an issue.
 */
public final class CertificateReconciler {
    /** Clocks jump and Secrets that are not ours are not watched, so each certificate is looked at this often. */
    static final Duration POLL = Duration.ofMinutes(5);

    private static final Duration POLL_FOREIGN = Duration.ofMinutes(1);
    private static final int NAMED_HOSTS = 20;
    private static final int REMEMBERED_BUDGETS = 10_000;

    private final NamespacedName authoritySecret;
    private final IngressWatch ingresses;
    private final SecretWatch watched;
    private final CertificateSecrets secrets;
    private final AuthorityKeeper authority;
    private final CertificateIssuer issuer;
    private final CertificateRegister register;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<NamespacedName, IssuanceBudgets> budgets = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NamespacedName, IssuanceBudgets> eldest) {
            return size() > REMEMBERED_BUDGETS;
        }
    };

    /** {@code authoritySecret} is never a place for certificates. */
    public CertificateReconciler(
            NamespacedName authoritySecret,
            IngressWatch ingresses,
            SecretWatch watched,
            KubernetesClient client,
            AuthorityKeeper authority,
            CertificateIssuer issuer,
            CertificateRegister register,
            EventRecorder events,
            InstantSource clock) {
        this.authoritySecret = authoritySecret;
        this.ingresses = ingresses;
        this.watched = watched;
        this.secrets = new CertificateSecrets(client);
        this.authority = authority;
        this.issuer = issuer;
        this.register = register;
        this.events = events;
        this.clock = clock;
    }

    /** Reconciles one Secret; returns when to look at it again, empty when nobody asks for it any more. */
    public Optional<Duration> reconcile(NamespacedName name) {
        var merged = MergedRequests.of(name, ingresses.readings(name.namespace()));
        if (merged.ingresses().isEmpty()) {
            register.forget(name);
            return Optional.empty();
        }
        merged.problems().forEach(events::report);
        if (name.equals(authoritySecret)) {
            return Optional.of(refuse(
                    merged,
                    List.of(),
                    "BadConfig",
                    "the Secret " + name.name() + " holds the CA itself; name another Secret in spec.tls."));
        }
        if (merged.spec().isEmpty()) {
            register.update(name, unserved(List.of(), "Refused", merged.problems()));
            return Optional.of(POLL);
        }
        var spec = merged.spec().get();
        if (authority.current() instanceof AuthorityKeeper.Authority.Ready ready) {
            return Optional.of(reconcile(spec, merged, ready.authority()));
        }
        register.update(name, unserved(spec.hosts(), "Waiting for the CA", merged.problems()));
        return Optional.of(POLL);
    }

    private Duration reconcile(CertificateSpec spec, MergedRequests merged, CertificateAuthority signer) {
        var now = clock.instant();
        var secret = watched.find(spec.secret()).orElse(null);
        var decision = secret == null ? null : decide(spec, secret, signer, now);
        if (!(decision instanceof Decision.Keep)) {
            secret = secrets.read(spec.secret());
            decision = decide(spec, secret, signer, now);
        }
        return switch (decision) {
            case Decision.Keep(var certificate, var renewal) -> {
                var reason = secret == null ? null : CertificateSecrets.annotation(secret, CertificateSecrets.REASON);
                register.update(
                        spec.secret(),
                        new CertificateStatus(
                                spec.hosts(),
                                certificate,
                                renewal,
                                reason == null ? "" : reason,
                                "Keep",
                                merged.problems()));
                yield until(renewal, now);
            }
            case Decision.Issue issue -> issue(spec, merged, signer, secret, issue, now);
            case Decision.Delay delay -> {
                delay(spec, merged, secret, delay);
                yield until(delay.until(), now);
            }
            case Decision.HandsOff(var why) -> {
                refuse(merged, spec.hosts(), "ForeignSecret", why);
                yield POLL_FOREIGN;
            }
        };
    }

    private void delay(CertificateSpec spec, MergedRequests merged, @Nullable Secret secret, Decision.Delay delay) {
        var times = spent(spec.secret(), secret).paying(delay.byAuthority()).streak();
        var sentence = delay.byAuthority()
                ? "the CA in Secret " + authoritySecret + " has changed " + times
                        + " times in a row, and each time the certificate in Secret "
                        + spec.secret().name() + " was issued anew; it needs to be again (" + delay.why()
                        + "). Find out what keeps changing the CA: nothing is wrong with this Ingress or its Secret."
                : "the certificate in Secret " + spec.secret().name() + " was issued " + times
                        + " times in a row and needs to be again (" + delay.why()
                        + "). Find out what keeps changing the Secret or its Ingresses.";
        refuse(merged, spec.hosts(), "IssuanceDelayed", sentence + " The next issue is at " + delay.until() + ".");
    }

    private Duration issue(
            CertificateSpec spec,
            MergedRequests merged,
            CertificateAuthority signer,
            @Nullable Secret secret,
            Decision.Issue decision,
            Instant now) {
        var issued = issuer.issue(spec, signer, now);
        secrets.write(spec, secret, issued, signer, decision);
        remember(spec.secret(), decision.budgetsAfter());
        register.issued(decision.why());
        register.update(
                spec.secret(),
                new CertificateStatus(
                        spec.hosts(),
                        issued.facts(),
                        renewal(spec, issued.facts(), secret),
                        decision.why().toString(),
                        "Issued",
                        merged.problems()));
        var renewed = decision.why().reason() == Violation.Reason.Renewing;
        for (var ingress : merged.ingresses()) {
            events.normal(
                    ingress,
                    renewed ? "Renewed" : "CertificateIssued",
                    "Secret " + spec.secret().name() + " holds a certificate for " + named(spec.hosts())
                            + ", valid until " + issued.facts().notAfter() + " (" + decision.why() + ")");
        }
        return POLL;
    }

    /** A new Secret's UID is not known before it is read again, and then this is corrected by at most the jitter. */
    private static Instant renewal(CertificateSpec spec, CertificateFacts certificate, @Nullable Secret secret) {
        return RenewalTime.of(
                certificate,
                spec.options().renewBefore(),
                secret == null ? "" : secret.getMetadata().getUid());
    }

    private Decision decide(CertificateSpec spec, @Nullable Secret secret, CertificateAuthority signer, Instant now) {
        var situation = new Situation(spec, CertificateSecrets.stored(secret, signer), signer.facts(), now);
        return Decision.of(situation, spent(spec.secret(), secret));
    }

    private IssuanceBudgets spent(NamespacedName name, @Nullable Secret secret) {
        synchronized (budgets) {
            return budgets.getOrDefault(name, IssuanceBudgets.UNSPENT).stricter(CertificateSecrets.budgets(secret));
        }
    }

    private void remember(NamespacedName name, IssuanceBudgets budget) {
        synchronized (budgets) {
            budgets.put(name, budget);
        }
    }

    private Duration refuse(MergedRequests merged, List<String> hosts, String reason, String message) {
        var problems = new ArrayList<>(merged.problems());
        for (ObjectRef ingress : merged.ingresses()) {
            var problem = new Problem(ingress, reason, message);
            problems.add(problem);
            events.report(problem);
        }
        register.update(secretOf(merged), unserved(hosts, reason, problems));
        return POLL;
    }

    private NamespacedName secretOf(MergedRequests merged) {
        return merged.spec().map(CertificateSpec::secret).orElse(authoritySecret);
    }

    private static CertificateStatus unserved(List<String> hosts, String outcome, List<Problem> problems) {
        return new CertificateStatus(hosts, null, null, "", outcome, problems);
    }

    private static String named(List<String> hosts) {
        var named = String.join(", ", hosts.subList(0, Math.min(hosts.size(), NAMED_HOSTS)));
        return hosts.size() <= NAMED_HOSTS ? named : named + " and " + (hosts.size() - NAMED_HOSTS) + " more";
    }

    private static Duration until(Instant then, Instant now) {
        var wait = Duration.between(now, then);
        return wait.compareTo(POLL) < 0 ? (wait.isPositive() ? wait : POLL) : POLL;
    }
}
