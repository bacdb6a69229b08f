package io.portico.bench.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import io.portico.bench.ControlPlane;
import io.portico.bench.LineWatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an observer sees by watches: which pods are ready by their own status, and since when; which by an
 * EndpointSlice, and since when. Times are {@link System#nanoTime}. Safe for use by several threads.
 */
final class EndpointsSeen implements AutoCloseable {
    private final List<LineWatch> watches;
    private final Set<String> readyPods = new HashSet<>();
    private final Map<String, Long> podsSince = new HashMap<>();
    private final Map<String, Set<String>> readyBySlice = new HashMap<>();
    private final Map<String, Long> readySince = new HashMap<>();
    private final Map<String, Long> unreadySince = new HashMap<>();
    private long lastSlice;
    private long last;

    EndpointsSeen(ControlPlane plane) {
        watches = Stream.of(
                        LineWatch.open(plane, World.PODS, this::pod),
                        LineWatch.open(plane, World.SLICES, this::slice),
                        LineWatch.open(plane, World.ENDPOINTS, this::endpoints))
                .toList();
        last = System.nanoTime();
    }

    /** How many pods are ready endpoints. */
    synchronized int ready() {
        requireOpen();
        return readySince.size();
    }

    /** When the last event of an EndpointSlice came. */
    synchronized long lastSlice() {
        return lastSlice;
    }

    /** How long neither an EndpointSlice nor an Endpoints object has changed. */
    synchronized Duration quiet() {
        requireOpen();
        return Duration.ofNanos(System.nanoTime() - last);
    }

    /**
     * The time from a pod's own change to the EndpointSlice that says the same, for each pod that has changed.
     *
     * @param ready whether they turned ready, or not ready
     */
    synchronized List<Duration> latencies(boolean ready) {
        var shown = ready ? readySince : unreadySince;
        return podsSince.entrySet().stream()
                .map(pod -> Duration.ofNanos(shown.getOrDefault(pod.getKey(), Long.MAX_VALUE) - pod.getValue()))
                .toList();
    }

    /** Forgets the times of pods' own changes. */
    synchronized void forgetChanges() {
        podsSince.clear();
    }

    @Override
    public void close() {
        watches.forEach(LineWatch::close);
    }

    private void requireOpen() {
        watches.forEach(LineWatch::requireOpen);
    }

    private synchronized void pod(String type, JsonNode pod, long nanos) {
        var name = pod.path("metadata").path("name").asText();
        for (var condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                var ready = condition.path("status").asText().equals("True");
                if (ready ? readyPods.add(name) : readyPods.remove(name)) {
                    podsSince.put(name, nanos);
                }
            }
        }
    }

    private synchronized void slice(String type, JsonNode slice, long nanos) {
        last = nanos;
        lastSlice = nanos;
        var ready = new HashSet<String>();
        if (!type.equals("DELETED")) {
            for (var endpoint : slice.path("endpoints")) {
                if (endpoint.path("conditions").path("ready").asBoolean()) {
                    ready.add(endpoint.path("targetRef").path("name").asText());
                }
            }
        }
        var before = readyBySlice.put(slice.path("metadata").path("name").asText(), ready);
        ready.forEach(pod -> readySince.putIfAbsent(pod, nanos));
        if (before != null) {
            before.stream()
                    .filter(pod -> !ready.contains(pod))
                    .filter(pod -> readyBySlice.values().stream().noneMatch(others -> others.contains(pod)))
                    .forEach(pod -> {
                        readySince.remove(pod);
                        unreadySince.put(pod, nanos);
                    });
        }
    }

    private synchronized void endpoints(String type, JsonNode endpoints, long nanos) {
        last = nanos;
    }
}
