package io.portico.runtime.reflector;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.portico.runtime.Backoff;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WatchLog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Tells a sink of every object of a kind, by list and watch as client-go's {@code Reflector} does: lists from the API
 * server's cache, watches from there on, goes on after a broken watch where it was, and lists anew when the API server
 * has forgotten that version. It never gives up.
 *
 * @param <T> the kind's objects
 */
public final class Reflector<T extends HasMetadata> implements InformerHealth.Watched {
    private static final Logger LOG = Logger.getLogger(Reflector.class);
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String PROTOBUF_EVENTS = PROTOBUF + ";stream=watch";
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    /** Of what one can do without. */
    private static final Backoff SELDOM = new Backoff(Duration.ofMillis(100), Duration.ofMinutes(5));

    private static final Duration LIST_PATIENCE = Duration.ofSeconds(60);
    /** A bookmark comes every minute; without any the connection is dead, whatever TCP says. */
    private static final Duration WATCH_PATIENCE = Duration.ofMinutes(3);

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int LEAST_WATCH_SECONDS = 300;

    private final ApiRequest request;
    private final Kind<T> kind;
    private final Sink<T> sink;
    private final boolean optional;
    private final Thread thread;
    private final WatchLog log = new WatchLog(InstantSource.system());
    private volatile boolean synced;
    private volatile boolean stopped;
    private String version = "0"; // "0" is: whatever the API server has at hand
    private int failures;

    /**
     * Starts one.
     *
     * @param sink takes every object; called by one thread
     */
    public static <T extends HasMetadata> Reflector<T> start(KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        return start(new Reflector<>(client, kind, sink, false));
    }

    /**
     * Starts one of a kind that older API servers do not have, or that this service may not be allowed to see: it can
     * do without. As long as the API server says so there are no objects, which is said once in the log, and asked
     * again more and more seldom.
     *
     * @param sink takes every object; called by one thread
     */
    public static <T extends HasMetadata> Reflector<T> startOptional(
            KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        return start(new Reflector<>(client, kind, sink, true));
    }

    private static <T extends HasMetadata> Reflector<T> start(Reflector<T> reflector) {
        reflector.thread.start();
        return reflector;
    }

    private Reflector(KubernetesClient client, Kind<T> kind, Sink<T> sink, boolean optional) {
        this.request = new ApiRequest(client);
        this.kind = kind;
        this.sink = sink;
        this.optional = optional;
        this.thread = Thread.ofVirtual().name(kind.plural()).unstarted(this::run);
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public WatchLog log() {
        return log;
    }

    @Override
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void run() {
        var listed = false;
        while (!stopped) {
            try {
                if (!listed) {
                    list();
                    listed = true;
                    synced = true;
                }
                watch();
            } catch (ApiRequest.Expired e) {
                LOG.debugf("%s are listed anew: %s", kind.plural(), e.getMessage());
                version = listed ? version : "";
                listed = false;
                pause(failures++);
            } catch (IOException | RuntimeException e) {
                if (optional && e instanceof ApiRequest.NotShown) {
                    doWithout(e);
                } else if (!stopped) {
                    var why = e.getMessage() == null ? e.toString() : e.getMessage();
                    log.failed(why);
                    LOG.warnf("watch of %s failed, trying again: %s", kind.plural(), why);
                    pause(failures++);
                }
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    private void doWithout(Exception why) {
        if (!synced) {
            LOG.infof("%s are not to be had, going on without: %s", kind.plural(), why.getMessage());
        }
        log.failed(String.valueOf(why.getMessage()));
        synced = true;
        pause(SELDOM.after(++failures));
    }

    private void list() throws IOException, InterruptedException, ApiRequest.Expired {
        var seen = new HashSet<String>();
        try (var body = request.get(kind.request("resourceVersion=" + version), PROTOBUF, LIST_PATIENCE)) {
            version = Envelope.list(body, item -> {
                var object = kind.decode().apply(item);
                var key = Cache.metaNamespaceKeyFunc(object);
                seen.add(key);
                sink.put(key, object);
            });
        }
        failures = 0;
        forgetAllBut(seen);
        log.listed();
    }

    private void forgetAllBut(Set<String> seen) {
        sink.keys().filter(key -> !seen.contains(key)).toList().forEach(sink::remove);
    }

    private void watch() throws IOException, InterruptedException, ApiRequest.Expired {
        var began = System.nanoTime();
        var seconds = LEAST_WATCH_SECONDS + ThreadLocalRandom.current().nextInt(LEAST_WATCH_SECONDS);
        var query =
                "watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d".formatted(version, seconds);
        try (var body = request.get(kind.request(query), PROTOBUF_EVENTS, WATCH_PATIENCE)) {
            for (var frame = Envelope.frame(body); frame != null; frame = Envelope.frame(body)) {
                log.heard();
                event(new WireReader(frame, 0, frame.length));
                failures = 0;
            }
        }
        if (System.nanoTime() - began < SHORT.toNanos()) {
            pause(failures++);
        }
    }

    private void event(WireReader event) throws ApiRequest.Expired {
        var type = "";
        while (event.next()) {
            switch (event.field()) {
                case 1 -> type = event.text();
                case 2 -> event(type, event.message());
                default -> {}
            }
        }
    }

    /** The object of an event: {@code RawExtension}, whose field 1 holds a whole envelope. */
    private void event(String type, WireReader extension) throws ApiRequest.Expired {
        while (extension.next()) {
            if (extension.field() == 1) {
                var bytes = Envelope.object(extension.message(Envelope.MARK));
                if (type.equals("ERROR")) {
                    throw new ApiRequest.Expired(ApiRequest.statusMessage(bytes));
                }
                var object = kind.decode().apply(bytes);
                switch (type) {
                    case "ADDED", "MODIFIED" -> sink.put(Cache.metaNamespaceKeyFunc(object), object);
                    case "DELETED" -> sink.remove(Cache.metaNamespaceKeyFunc(object));
                    default -> {}
                }
                version = object.getMetadata().getResourceVersion();
            }
        }
    }

    private void pause(int failed) {
        pause(BACKOFF.after(failed + 1));
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
