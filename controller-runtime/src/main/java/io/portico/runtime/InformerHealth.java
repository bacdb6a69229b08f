package io.portico.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Starts informers that never give up, and says in {@code /q/health/ready} whether each has seen its first whole list.
 * Readiness stays up while the API server is away later on: what was seen last is still served.
 */
@Default
@Readiness
@ApplicationScoped
public class InformerHealth implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(InformerHealth.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Map<String, SharedIndexInformer<?>> informers = new ConcurrentSkipListMap<>();

    /**
     * Starts an informer. A failed list or watch is retried for ever: fabric8 would otherwise end at the first failed
     * list.
     *
     * @param name what is watched, in the plural, unique in this process: {@code services}
     * @param handler a named class per kind, not a lambda, as native executables need it
     * @return the started informer; not synced yet
     */
    public <T extends HasMetadata> SharedIndexInformer<T> watch(
            String name, Informable<T> what, ResourceEventHandler<T> handler) {
        var informer = what.runnableInformer(0);
        informer.addEventHandler(handler);
        return start(name, informer);
    }

    /**
     * As {@link #watch(String, Informable, ResourceEventHandler)}, for big or many objects: {@code store} keeps what it
     * wants of each, and sees every change itself, so that no whole object outlives the call.
     *
     * @param store called by one thread at a time
     */
    public <T extends HasMetadata> SharedIndexInformer<T> watch(String name, Informable<T> what, ItemStore<T> store) {
        return start(name, what.runnableInformer(0).removeNamespaceIndex().itemStore(store));
    }

    private <T extends HasMetadata> SharedIndexInformer<T> start(String name, SharedIndexInformer<T> informer) {
        informer.exceptionHandler((started, failure) -> {
            LOG.warnf("watch of %s failed, trying again: %s", name, ApiSentence.of(failure));
            return true;
        });
        informers.put(name, informer);
        var _ = informer.start();
        return informer;
    }

    /** Ends one informer that {@link #watch} started; unknown names are ignored. */
    public void unwatch(String name) {
        var informer = informers.remove(name);
        if (informer != null) {
            informer.stop();
        }
    }

    /** Whether every informer has seen its first whole list; false while there is none. */
    public boolean synced() {
        return !informers.isEmpty() && informers.values().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Blocks until {@link #synced}. */
    public void awaitSync() throws InterruptedException {
        while (!synced()) {
            Thread.sleep(POLL);
        }
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("informers").status(synced());
        informers.forEach((name, informer) ->
                response.withData(name, informer.hasSynced() ? "synced" : "waiting for the first list"));
        return response.build();
    }

    /** Ends all informers. */
    @PreDestroy
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
        informers.clear();
    }
}
