package io.portico.runtime;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.runtime.metrics.RuntimeMetrics;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * Tells users about their objects by Events, without ever slowing or flooding anybody: recording never blocks, the same
 * sentence about the same object is sent once in five minutes (its {@code count} grows), and one object gets at most 25
 * different sentences in that time (the bounds of client-go's EventCorrelator). What is dropped is counted in
 * {@code portico_events_dropped_total}.
 *
 * <p>What a leader says is the same whichever replica leads, so its Events have one name in all replicas: a new leader
 * that says what its predecessor said finds that Event and lets it stand ({@link #ofLeader}).
 */
public final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final String WARNING = "Warning";
    private static final Duration REPEAT_AFTER = Duration.ofMinutes(5);
    private static final int SENTENCES_PER_OBJECT = 25;
    private static final int REMEMBERED = 4096;
    private static final int MESSAGE_LENGTH = 1024;

    private final KubernetesClient client;
    private final String component;
    private final String instance;
    private final Clock clock;
    private final Counter dropped;
    private final boolean leaders;
    private final BlockingQueue<Outgoing> outgoing = new ArrayBlockingQueue<>(1000);
    private final Map<String, Instant> sent = forgetful();
    private final Map<ObjectRef, Window> windows = forgetful();
    private final Thread sender;

    /** @param again whether this process has sent the same before */
    private record Outgoing(Event event, boolean again) {}

    private record Window(Instant since, int count) {}

    /**
     * Of what this replica alone saw.
     *
     * @param component {@code portico-} and the service's name, as {@code kubectl describe} shows it under "From"
     * @param instance this replica's name
     */
    public EventRecorder(
            KubernetesClient client, String component, String instance, Clock clock, MeterRegistry metrics) {
        this(client, component, instance, clock, metrics, false);
    }

    /** Of what whichever replica leads finds in users' objects; parameters as in the constructor. */
    public static EventRecorder ofLeader(
            KubernetesClient client, String component, String instance, Clock clock, MeterRegistry metrics) {
        return new EventRecorder(client, component, instance, clock, metrics, true);
    }

    private EventRecorder(
            KubernetesClient client,
            String component,
            String instance,
            Clock clock,
            MeterRegistry metrics,
            boolean leaders) {
        this.client = client;
        this.component = component;
        this.instance = instance;
        this.clock = clock;
        this.leaders = leaders;
        this.dropped = RuntimeMetrics.EVENTS_DROPPED.counter(metrics);
        this.sender = Thread.ofVirtual().name("events").start(this::send);
    }

    /** A Warning Event for each problem. */
    public void report(Problem problem) {
        record(problem.about(), WARNING, problem.reason(), problem.message());
    }

    /** A Normal Event: something went as it should, and the user wants to know. */
    public void normal(ObjectRef about, String reason, String message) {
        record(about, "Normal", reason, message);
    }

    @Override
    public void close() {
        sender.interrupt();
    }

    private synchronized void record(ObjectRef about, String type, String reason, String message) {
        var now = clock.instant();
        var speaker = leaders ? "" : instance;
        var name =
                about.name() + "." + digest(component, speaker, about.toString(), about.uid(), type, reason, message);
        var last = sent.get(name);
        if (last != null && last.plus(REPEAT_AFTER).isAfter(now)) {
            return;
        }
        var window = windows.get(about);
        if (window == null || !window.since.plus(REPEAT_AFTER).isAfter(now)) {
            window = new Window(now, 0);
        }
        if (window.count >= SENTENCES_PER_OBJECT
                || !outgoing.offer(new Outgoing(event(name, about, type, reason, message, now), last != null))) {
            dropped.increment();
            return;
        }
        sent.put(name, now);
        windows.put(about, new Window(window.since, window.count + 1));
        LOG.logf(type.equals(WARNING) ? Logger.Level.WARN : Logger.Level.INFO, "%s: %s: %s", about, reason, message);
    }

    private Event event(String name, ObjectRef about, String type, String reason, String message, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(about.namespace().isEmpty() ? "default" : about.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.apiVersion())
                .withKind(about.kind())
                .withNamespace(about.namespace())
                .withName(about.name())
                .withUid(about.uid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(
                        message.length() <= MESSAGE_LENGTH ? message : message.substring(0, MESSAGE_LENGTH - 1) + "…")
                .withNewSource(component, instance)
                .withReportingComponent(component)
                .withReportingInstance(instance)
                .withFirstTimestamp(now.toString())
                .withLastTimestamp(now.toString())
                .withCount(1)
                .build();
    }

    private void send() {
        try {
            while (true) {
                var next = outgoing.take();
                var event = next.event;
                try {
                    send(event, next.again);
                } catch (KubernetesClientException e) {
                    if (NamespaceEnd.refused(e)) {
                        LOG.debugf(
                                "an Event on %s ends with its namespace",
                                event.getInvolvedObject().getName());
                        continue;
                    }
                    dropped.increment();
                    LOG.warnf(
                            "an Event on %s was not sent: %s",
                            event.getInvolvedObject().getName(), ApiSentence.of(e));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the event recorder ends");
        }
    }

    private void send(Event event, boolean again) {
        var events = client.v1().events().inNamespace(event.getMetadata().getNamespace());
        try {
            events.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            if (leaders && !again && event.getType().equals(WARNING)) {
                return; // a former leader said it, and it stands
            }
            events.withName(event.getMetadata().getName())
                    .edit(earlier -> new EventBuilder(earlier)
                            .withCount(earlier.getCount() == null ? 2 : earlier.getCount() + 1)
                            .withLastTimestamp(event.getLastTimestamp())
                            .build());
        }
    }

    private static String digest(String... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static <K, V> Map<K, V> forgetful() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
