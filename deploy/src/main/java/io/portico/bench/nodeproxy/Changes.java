package io.portico.bench.nodeproxy;

import io.portico.bench.ControlPlane;
import io.portico.bench.LineWatch;
import io.portico.bench.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Services that moved to other endpoints, twenty a second, each once, and when packets followed. (Twenty changes a
 * second is what Kubernetes' scalability objectives allow for a whole cluster.)
 *
 * @param sinceEvent from the EndpointSlice's event, as a watch of the benchmark's own saw it, to the first packet that
 *     one of the new endpoints answered
 * @param sinceWrite the same from just before the write, so with the API server's own time in it
 * @param lost moves whose endpoints never answered
 */
record Changes(Percentiles sinceEvent, Percentiles sinceWrite, int lost) {
    /** How many Services move in a second. */
    static final int PER_SECOND = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Moves so many Services, or all where there are fewer, in an order that {@code seed} says. */
    static Changes of(ControlPlane plane, Services services, Agent client, int count, long seed)
            throws InterruptedException {
        var order = new ArrayList<>(IntStream.range(0, services.count()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        var moving = order.subList(0, Math.min(count, order.size()));
        var written = new HashMap<Integer, Long>();
        Map<Integer, Long> seen = new ConcurrentHashMap<>();
        try (var watch = LineWatch.open(
                plane,
                Services.SLICES,
                (_, slice, nanos) ->
                        seen.put(Services.ofSlice(slice.at("/metadata/name").asText()), nanos))) {
            var due = System.nanoTime();
            for (var service : moving) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                client.tell("move %d %d %d".formatted(service, services.nextGeneration(service), PATIENCE.toNanos()));
                written.put(service, System.nanoTime());
                services.move(service);
                due += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            }
            var answered = answers(client, moving.size());
            watch.requireOpen();
            if (answered.isEmpty()) {
                throw new IllegalStateException(
                        "none of " + moving.size() + " moved Services answered within " + PATIENCE.toSeconds() + " s");
            }
            return new Changes(since(seen, answered), since(written, answered), moving.size() - answered.size());
        }
    }

    private static Map<Integer, Long> answers(Agent client, int count) throws InterruptedException {
        var answered = new HashMap<Integer, Long>();
        for (var done = 0; done < count; done++) {
            var words = client.next(2 * PATIENCE.toSeconds());
            switch (words[0]) {
                case "moved" -> answered.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
                case "lost" -> {}
                default ->
                    throw new IllegalStateException("Service " + words[1] + " was answered by another's endpoint");
            }
        }
        return answered;
    }

    /** A packet that overtook the benchmark's own watch counts as no time. */
    private static Percentiles since(Map<Integer, Long> from, Map<Integer, Long> to) {
        List<Duration> times = to.entrySet().stream()
                .map(entry -> Duration.ofNanos(
                        Math.max(0, entry.getValue() - from.getOrDefault(entry.getKey(), entry.getValue()))))
                .collect(Collectors.toList());
        return Percentiles.of(times);
    }
}
