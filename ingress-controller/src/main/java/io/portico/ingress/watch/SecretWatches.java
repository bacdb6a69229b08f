package io.portico.ingress.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.ingress.model.CertificateSource;
import io.portico.ingress.model.SecretRef;
import io.portico.ingress.model.ServerCertificate;
import io.portico.ingress.tls.CertificateReader;
import io.portico.runtime.ApiSentence;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads exactly the Secrets that our Ingresses name: each by a watch of its own with {@code metadata.name} as field
 * selector, never a list of all. What is said of a Secret is what the API server said: as long as it has not answered,
 * the Secret is neither there nor missing, and "you may not read it" is an answer of its own. A Secret that cannot be
 * read holds nothing else up, so these watches do not count for readiness.
 */
public final class SecretWatches implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SecretWatches.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final KubernetesClient client;
    private final Clock clock;
    private final Runnable changed;
    private final Map<SecretRef, Watched> watched = new ConcurrentHashMap<>();

    /** {@code changed} is called from informers' threads and must not block. */
    public SecretWatches(KubernetesClient client, Clock clock, Runnable changed) {
        this.client = client;
        this.clock = clock;
        this.changed = changed;
    }

    /** Watches these and no others from now on. Called by one thread. */
    public void watch(Set<SecretRef> wanted) {
        watched.entrySet().removeIf(entry -> {
            var obsolete = !wanted.contains(entry.getKey());
            if (obsolete) {
                entry.getValue().informer.stop();
            }
            return obsolete;
        });
        for (var secret : wanted) {
            watched.computeIfAbsent(secret, this::start);
        }
    }

    /** Waits until the API server has answered for each, at most so long: one must not hold up the others. */
    public void awaitFirstRead(Duration most) throws InterruptedException {
        var deadline = System.nanoTime() + most.toNanos();
        while (watched.values().stream().anyMatch(Watched::unanswered) && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
    }

    /** What is known of each now. */
    public Map<SecretRef, CertificateSource> known() {
        var known = new HashMap<SecretRef, CertificateSource>();
        watched.forEach((secret, one) -> known.put(secret, one.source()));
        return known;
    }

    @Override
    public void close() {
        watched.values().forEach(one -> one.informer.stop());
        watched.clear();
    }

    private Watched start(SecretRef secret) {
        var resource = client.secrets().inNamespace(secret.namespace()).withName(secret.name());
        var informer = resource.runnableInformer(0);
        var one = new Watched(informer, clock, changed);
        informer.exceptionHandler((started, failure) -> {
            LOG.warnf("watch of Secret %s failed, trying again: %s", secret, ApiSentence.of(failure));
            one.failed(failure);
            return true;
        });
        informer.addEventHandler(one);
        // A Secret that is not there causes no event, but is worth saying: the end of the first list is one too.
        var _ = informer.start().whenComplete((_, _) -> changed.run());
        return one;
    }

    /** One Secret, parsed once per change. */
    private static final class Watched implements ResourceEventHandler<Secret> {
        private final SharedIndexInformer<Secret> informer;
        private final Clock clock;
        private final Runnable changed;
        private volatile @Nullable CertificateSource read;
        private volatile @Nullable String refused;

        Watched(SharedIndexInformer<Secret> informer, Clock clock, Runnable changed) {
            this.informer = informer;
            this.clock = clock;
            this.changed = changed;
        }

        synchronized CertificateSource source() {
            var last = read;
            if (last != null) {
                return last;
            }
            if (!informer.hasSynced()) {
                var answer = refused;
                return answer == null ? new CertificateSource.Unread() : new CertificateSource.Refused(answer);
            }
            if (!informer.getStore().list().isEmpty()) {
                // The first list is here, and has the Secret, but onAdd is still to come.
                return new CertificateSource.Unread();
            }
            var missing = new CertificateSource.Missing(clock.instant());
            read = missing;
            return missing;
        }

        boolean unanswered() {
            return source() instanceof CertificateSource.Unread;
        }

        void failed(Throwable failure) {
            for (var cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof KubernetesClientException answer
                        && answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    refused = ApiSentence.of(failure);
                    changed.run();
                    return;
                }
            }
        }

        @Override
        public void onAdd(Secret added) {
            take(added);
        }

        @Override
        public void onUpdate(Secret before, Secret after) {
            take(after);
        }

        @Override
        public void onDelete(Secret deleted, boolean unknownFinalState) {
            set(new CertificateSource.Missing(clock.instant()));
        }

        private void take(Secret secret) {
            set(CertificateReader.read(secret, lastGood()));
        }

        private void set(CertificateSource source) {
            synchronized (this) {
                read = source;
            }
            changed.run();
        }

        private Optional<ServerCertificate> lastGood() {
            return switch (read) {
                case CertificateSource.Usable(var certificate) -> Optional.of(certificate);
                case CertificateSource.Broken broken -> broken.lastGood();
                case null, default -> Optional.empty();
            };
        }
    }
}
