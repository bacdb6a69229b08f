package io.portico.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
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
public class InformerHealth implements HealthCheck, WatchSource {
    private static final Logger LOG = Logger.getLogger(InformerHealth.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Map<String, Watched> informers = new ConcurrentSkipListMap<>();

    /** A watch of one kind, by whatever means. */
    public interface Watched {
        /** Whether the first whole list was seen. */
        boolean synced();

        /** What it has heard. */
        WatchLog log();

        /** Ends it; what was seen last stays. */
        void stop();
    }

    /** An informer of fabric8's. */
    private record Informer(SharedIndexInformer<?> informer, WatchLog log) implements Watched {
        @Override
        public boolean synced() {
            return informer.hasSynced();
        }

        @Override
        public void stop() {
            informer.stop();
        }
    }

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
        var informer = what.withLimit(Pages.SIZE).runnableInformer(0);
        var log = new WatchLog(InstantSource.system());
        informer.addEventHandler(new LoggedHandler<>(handler, log));
        informer.exceptionHandler((started, failure) -> {
            var why = ApiSentence.of(failure);
            log.failed(why);
            LOG.warnf("watch of %s failed, trying again: %s", name, why);
            return true;
        });
        watch(name, new Informer(informer, log));
        var _ = informer.start();
        return informer;
    }

    /** Notes when events come. */
    private record LoggedHandler<T>(ResourceEventHandler<T> handler, WatchLog log) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            log.heard();
            handler.onAdd(added);
        }

        @Override
        public void onUpdate(T before, T after) {
            log.heard();
            handler.onUpdate(before, after);
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            log.heard();
            handler.onDelete(deleted, finalStateUnknown);
        }

        @Override
        public void onList(String version, boolean remainedEmpty) {
            log.listed();
            handler.onList(version, remainedEmpty);
        }
    }

    /** Counts a watch that was started elsewhere, under a name as {@code pods}; it is stopped with the others. */
    public void watch(String name, Watched watched) {
        informers.put(name, watched);
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
        return !informers.isEmpty() && informers.values().stream().allMatch(Watched::synced);
    }

    /** Blocks until {@link #synced}. */
    public void awaitSync() throws InterruptedException {
        while (!synced()) {
            Thread.sleep(POLL);
        }
    }

    @Override
    public Map<String, Object> watches() {
        var entries = new LinkedHashMap<String, Object>();
        informers.forEach((name, watched) -> entries.put(name, watched.log().entries(watched.synced())));
        return entries;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("informers").status(synced());
        informers.forEach((name, informer) ->
                response.withData(name, informer.synced() ? "synced" : "waiting for the first list"));
        return response.build();
    }

    /** Ends all informers. */
    @PreDestroy
    public void close() {
        informers.values().forEach(Watched::stop);
        informers.clear();
    }
}
