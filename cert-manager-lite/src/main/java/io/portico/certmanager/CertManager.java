package io.portico.certmanager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.certmanager.apply.AuthorityKeeper;
import io.portico.certmanager.apply.CertificateReconciler;
import io.portico.certmanager.apply.CertificateRegister;
import io.portico.certmanager.apply.IngressReviewer;
import io.portico.certmanager.apply.StatePrintout;
import io.portico.certmanager.apply.TrustBundle;
import io.portico.certmanager.crypto.CertificateMaker;
import io.portico.certmanager.issuer.AuthorityIssuer;
import io.portico.certmanager.model.Work;
import io.portico.certmanager.watch.AuthoritySecretWatch;
import io.portico.certmanager.watch.IngressView;
import io.portico.certmanager.watch.SecretView;
import io.portico.certmanager.watch.TrustBundleWatch;
import io.portico.runtime.Backoff;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.application.Running;
import io.portico.runtime.election.Leadership;
import io.portico.runtime.state.State;
import io.portico.runtime.values.NamespacedName;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * One replica, from watches to writes. It campaigns for the Lease only after every watch has seen its first whole list,
 * so that no leader ever acts on an empty view.
 */
public final class CertManager implements Running {
    /** The Lease in the install namespace. */
    public static final String LEASE = "portico-cert-manager-lite";

    private static final Duration AUTHORITY_POLL = Duration.ofMinutes(5);
    private static final int WORKERS = 2;

    private final EventRecorder events;
    private final WorkQueue<Work> queue;
    private final IngressView ingresses;
    private final AuthorityKeeper authority;
    private final CertificateRegister register;
    private final CertificateReconciler certificates;
    private final IngressReviewer reviewer;
    private final Leadership leadership;

    /**
     * Starts the watches, and the campaign for the Lease once they have synced.
     *
     * @param namespace the install namespace
     * @param identity this replica's name; must differ between replicas
     */
    public CertManager(
            KubernetesClient client,
            String namespace,
            String identity,
            Clock clock,
            MeterRegistry metrics,
            InformerHealth health) {
        events = EventRecorder.ofLeader(client, "portico-cert-manager-lite", identity, clock, metrics);
        queue = new WorkQueue<>("cert-manager-lite", Backoff.DEFAULT, metrics);
        ingresses = new IngressView(queue);
        ingresses.watch(client, health);
        var secrets = new SecretView(queue);
        secrets.watch(client, health);
        var maker = new CertificateMaker(new SecureRandom());
        register = new CertificateRegister(metrics);
        authority = new AuthorityKeeper(client, namespace, secrets::any, maker, events, clock);
        var _ = new AuthoritySecretWatch(client, health, queue, namespace, AuthorityKeeper.SECRET, authority::seen);
        var _ = new TrustBundleWatch(client, health, queue, namespace, TrustBundle.NAME);
        reviewer = new IngressReviewer(client, events, clock);
        certificates = new CertificateReconciler(
                new NamespacedName(namespace, AuthorityKeeper.SECRET),
                ingresses::asking,
                secrets::find,
                client,
                new AuthorityIssuer(authority::signing, maker),
                register,
                events,
                clock);
        leadership = new Leadership(client, metrics, namespace, LEASE, identity, this::startWork, this::stopWork);
        leadership.campaignOnceSynced(health);
    }

    /** Whether this replica writes. */
    public boolean leads() {
        return leadership.leads();
    }

    /** See {@link StatePrintout}. */
    @Override
    public State state() {
        return StatePrintout.of(Optional.of(leadership.leader()), authority, register, ingresses.readings(), reviewer);
    }

    private void startWork() {
        queue.add(new Work.Authority());
        ingresses.queueAll();
        queue.start(WORKERS, this::reconcile);
    }

    private void stopWork() {
        queue.stop();
        register.forgetAll();
        reviewer.forgetAll();
    }

    private void reconcile(Work work) {
        switch (work) {
            case Work.Authority() -> {
                if (authority.reconcile()) {
                    ingresses.queueAll();
                }
                queue.addAfter(work, AUTHORITY_POLL);
            }
            case Work.Certificate(var secret) ->
                certificates.reconcile(secret).ifPresent(delay -> queue.addAfter(work, delay));
            case Work.Review(var ingress) ->
                reviewer.review(ingress, ingresses.reading(ingress)).ifPresent(delay -> queue.addAfter(work, delay));
        }
    }

    @Override
    public void close() {
        leadership.close();
        queue.close();
        events.close();
    }
}
