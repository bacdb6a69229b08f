package io.portico.endpoints.watch.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.runtime.Backoff;
import io.portico.runtime.InformerHealth;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Tells a sink of every pod, by list and watch as client-go's {@code Reflector} does: lists from the API server's
 * cache, watches from there on, goes on after a broken watch where it was, and lists anew when the API server has
 * forgotten that version. It never gives up.
 */
public final class PodReflector implements InformerHealth.Watched {
    private static final Logger LOG = Logger.getLogger(PodReflector.class);
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String PROTOBUF_EVENTS = PROTOBUF + ";stream=watch";
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(60);
    /** A bookmark comes every minute; without any the connection is dead, whatever TCP says. */
    private static final Duration WATCH_PATIENCE = Duration.ofMinutes(3);

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int LEAST_WATCH_SECONDS = 300;

    /** Takes pods, by {@code namespace/name}. */
    public interface Sink {
        /**
         * A pod is there, or has changed.
         *
         * @param pod with the fields that {@link PodDecoder} reads and no others
         */
        void put(String key, Pod pod);

        /** The pod is gone. */
        void remove(String key);

        /** All that were put and not removed. */
        Stream<String> keys();
    }

    private final PodRequest request;
    private final Sink sink;
    private final Thread thread;
    private volatile boolean synced;
    private volatile boolean stopped;
    private String version = "0"; // "0" is: whatever the API server has at hand
    private int failures;

    /**
     * Starts one.
     *
     * @param sink takes every pod; called by one thread
     */
    public static PodReflector start(KubernetesClient client, Sink sink) {
        var reflector = new PodReflector(client, sink);
        reflector.thread.start();
        return reflector;
    }

    private PodReflector(KubernetesClient client, Sink sink) {
        this.request = new PodRequest(client);
        this.sink = sink;
        this.thread = Thread.ofVirtual().name("pods").unstarted(this::run);
    }

    @Override
    public boolean synced() {
        return synced;
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
            } catch (PodRequest.Expired e) {
                LOG.debugf("pods are listed anew: %s", e.getMessage());
                version = listed ? version : "";
                listed = false;
                pause(failures++);
            } catch (IOException | RuntimeException e) {
                if (!stopped) {
                    LOG.warnf("watch of pods failed, trying again: %s", e.getMessage() == null ? e : e.getMessage());
                    pause(failures++);
                }
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    private void list() throws IOException, InterruptedException, PodRequest.Expired {
        var seen = new HashSet<String>();
        try (var body = request.get("resourceVersion=" + version, PROTOBUF, LIST_PATIENCE)) {
            version = Envelope.list(body, pod -> {
                var one = PodDecoder.decode(pod);
                var key = key(one);
                seen.add(key);
                sink.put(key, one);
            });
        }
        failures = 0;
        forgetAllBut(seen);
    }

    private void forgetAllBut(Set<String> seen) {
        sink.keys().filter(key -> !seen.contains(key)).toList().forEach(sink::remove);
    }

    private void watch() throws IOException, InterruptedException, PodRequest.Expired {
        var began = System.nanoTime();
        var seconds = LEAST_WATCH_SECONDS + ThreadLocalRandom.current().nextInt(LEAST_WATCH_SECONDS);
        var query =
                "watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d".formatted(version, seconds);
        try (var body = request.get(query, PROTOBUF_EVENTS, WATCH_PATIENCE)) {
            for (var frame = Envelope.frame(body); frame != null; frame = Envelope.frame(body)) {
                event(new WireReader(frame, 0, frame.length));
                failures = 0;
            }
        }
        if (System.nanoTime() - began < SHORT.toNanos()) {
            pause(failures++);
        }
    }

    private void event(WireReader event) throws PodRequest.Expired {
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
    private void event(String type, WireReader extension) throws PodRequest.Expired {
        while (extension.next()) {
            if (extension.field() == 1) {
                var object = Envelope.object(extension.message(Envelope.MARK));
                if (type.equals("ERROR")) {
                    throw new PodRequest.Expired(PodRequest.statusMessage(object));
                }
                var pod = PodDecoder.decode(object);
                switch (type) {
                    case "ADDED", "MODIFIED" -> sink.put(key(pod), pod);
                    case "DELETED" -> sink.remove(key(pod));
                    default -> {}
                }
                version = pod.getMetadata().getResourceVersion();
            }
        }
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private void pause(int failed) {
        try {
            Thread.sleep(BACKOFF.after(failed + 1));
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
