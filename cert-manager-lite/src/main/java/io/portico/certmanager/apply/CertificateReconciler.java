package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.IssuedCertificate;
import io.portico.certmanager.crypto.SecretReading;
import io.portico.certmanager.issuer.Issuer;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.ingress.IngressReading;
import io.portico.certmanager.model.ingress.MergedRequests;
import io.portico.certmanager.model.plan.CertificatePlan;
import io.portico.certmanager.model.plan.Order;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one Secret hold the certificate that its Ingresses ask for: plans on what the watch has seen, once more on what
 * the API server has unless that plan leaves all as it is, and carries the plan out.
 */
public final class CertificateReconciler {
    private final NamespacedName authoritySecret;
    private final Function<NamespacedName, List<IngressReading>> asking;
    private final Function<NamespacedName, Optional<StoredSecret>> seen;
    private final CertificateSecrets secrets;
    private final Issuer issuer;
    private final CertificateRegister register;
    private final EventRecorder events;
    private final InstantSource clock;
    private final SpentBudgets budgets = new SpentBudgets();

    /**
     * @param authoritySecret is never a place for certificates
     * @param asking the Ingresses that ask for a certificate in that Secret
     * @param seen a Secret of ours as it was seen last
     */
    public CertificateReconciler(
            NamespacedName authoritySecret,
            Function<NamespacedName, List<IngressReading>> asking,
            Function<NamespacedName, Optional<StoredSecret>> seen,
            KubernetesClient client,
            Issuer issuer,
            CertificateRegister register,
            EventRecorder events,
            InstantSource clock) {
        this.authoritySecret = authoritySecret;
        this.asking = asking;
        this.seen = seen;
        this.secrets = new CertificateSecrets(client);
        this.issuer = issuer;
        this.register = register;
        this.events = events;
        this.clock = clock;
    }

    /** Reconciles one Secret; returns when to look at it again, empty when nobody asks for it any more. */
    public Optional<Duration> reconcile(NamespacedName name) {
        var now = clock.instant();
        var merged = MergedRequests.of(name, asking.apply(name));
        var plan = plan(name, merged, seen.apply(name).orElse(null), now);
        if (plan.settled()) {
            return carryOut(name, plan, null, now);
        }
        var read = secrets.read(name);
        return carryOut(name, plan(name, merged, read == null ? null : SecretReading.of(read), now), read, now);
    }

    private CertificatePlan plan(
            NamespacedName name, MergedRequests merged, @Nullable StoredSecret stored, Instant now) {
        return CertificatePlan.of(new CertificatePlan.Input(
                name, merged, stored, issuer.authority(), authoritySecret, budgets.of(name), now));
    }

    private Optional<Duration> carryOut(NamespacedName name, CertificatePlan plan, @Nullable Secret read, Instant now) {
        plan.problems().forEach(events::report);
        if (plan.order().isPresent()) {
            return Optional.of(get(plan.order().get(), read, now));
        }
        plan.status().ifPresentOrElse(status -> register.update(name, status), () -> register.forget(name));
        return plan.again();
    }

    private Duration get(Order order, @Nullable Secret read, Instant now) {
        return switch (issuer.request(order.spec(), now)) {
            case Issuer.Answer.Issued(var certificate) -> {
                store(order, read, certificate);
                yield CertificatePlan.POLL;
            }
            case Issuer.Answer.Pending(var what, var until) -> {
                register.update(order.spec().secret(), order.pending(what, until));
                yield CertificatePlan.until(until, now);
            }
        };
    }

    private void store(Order order, @Nullable Secret read, IssuedCertificate issued) {
        secrets.write(order, read, issued);
        budgets.remember(order.spec().secret(), order.budgetsAfter());
        register.issued(order.why());
        register.update(order.spec().secret(), order.stored(issued.facts()));
        order.told(issued.facts()).forEach(notice -> events.normal(notice.about(), notice.reason(), notice.message()));
    }
}
