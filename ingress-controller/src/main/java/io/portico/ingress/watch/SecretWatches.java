package io.portico.ingress.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.tls.CertificateReader;
import io.portico.runtime.ApiSentence;
import io.portico.runtime.values.NamespacedName;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
    private final Listener listener;
    private final Map<NamespacedName, Watched> watched = new ConcurrentHashMap<>();

    /** Hears what is known of a Secret; called from informers' threads, must not block. */
    @FunctionalInterface
    public interface Listener {
        /** That is known now; null: it is not watched any more. */
        void secretChanged(NamespacedName secret, @Nullable CertificateSource source);
    }

    /** Watches none yet. */
    public SecretWatches(KubernetesClient client, Clock clock, Listener listener) {
        this.client = client;
        this.clock = clock;
        this.listener = listener;
    }

    /** Watches this one from now on. Called by one thread. */
    public void watch(NamespacedName secret) {
        if (!watched.containsKey(secret)) {
            var one = start(secret);
            watched.put(secret, one);
            one.begin();
        }
    }

    /** Watches this one no more. Called by the same thread. */
    public void unwatch(NamespacedName secret) {
        var one = watched.remove(secret);
        if (one != null) {
            one.stop();
            listener.secretChanged(secret, null);
        }
    }

    /** Waits until the API server has answered for each, at most so long: one must not hold up the others. */
    public void awaitFirstRead(Duration most) throws InterruptedException {
        var deadline = System.nanoTime() + most.toNanos();
        while (watched.values().stream().anyMatch(Watched::unanswered) && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
    }

    @Override
    public void close() {
        watched.values().forEach(Watched::stop);
        watched.clear();
    }

    private Watched start(NamespacedName secret) {
        var informer = client.secrets()
                .inNamespace(secret.namespace())
                .withName(secret.name())
                .runnableInformer(0);
        var one = new Watched(secret, informer);
        informer.exceptionHandler((started, failure) -> {
            LOG.warnf("watch of Secret %s failed, trying again: %s", secret, ApiSentence.of(failure));
            one.failed(failure);
            return true;
        });
        informer.addEventHandler(one);
        return one;
    }

    /** One Secret, parsed once per change. */
    private final class Watched implements ResourceEventHandler<Secret> {
        private final NamespacedName name;
        private final SharedIndexInformer<Secret> informer;
        private @Nullable CertificateSource known;
        private boolean stopped;

        Watched(NamespacedName name, SharedIndexInformer<Secret> informer) {
            this.name = name;
            this.informer = informer;
        }

        void begin() {
            // A Secret that is not there causes no event, but is worth saying: the end of the first list is one too.
            var _ = informer.start().whenComplete((_, failure) -> {
                if (failure == null) {
                    var _ = Thread.ofVirtual().name("secret-" + name).start(this::awaitFirstList);
                }
            });
        }

        /** All that the first list has was told before the informer has synced. */
        private void awaitFirstList() {
            try {
                while (!informer.hasSynced()) {
                    if (isStopped()) {
                        return;
                    }
                    Thread.sleep(POLL);
                }
                set(before -> before == null || before instanceof CertificateSource.Refused
                        ? new CertificateSource.Missing(clock.instant())
                        : before);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() {
            synchronized (this) {
                stopped = true;
            }
            informer.stop();
        }

        private synchronized boolean isStopped() {
            return stopped;
        }

        synchronized boolean unanswered() {
            return known == null;
        }

        void failed(Throwable failure) {
            for (var cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof KubernetesClientException answer
                        && answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    // Of a Secret that was read, what was read last is served on.
                    set(before -> before == null || before instanceof CertificateSource.Refused
                            ? new CertificateSource.Refused(ApiSentence.of(failure))
                            : before);
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
            set(_ -> new CertificateSource.Missing(clock.instant()));
        }

        private void take(Secret secret) {
            set(before -> CertificateReader.read(secret, lastGood(before)));
        }

        private synchronized void set(Function<@Nullable CertificateSource, CertificateSource> next) {
            var after = next.apply(known);
            if (!stopped && !after.equals(known)) {
                known = after;
                listener.secretChanged(name, after);
            }
        }

        private static Optional<ServerCertificate> lastGood(@Nullable CertificateSource before) {
            return switch (before) {
                case CertificateSource.Usable(var certificate) -> Optional.of(certificate);
                case CertificateSource.Broken broken -> broken.lastGood();
                case null, default -> Optional.empty();
            };
        }
    }
}
