package io.portico.bench.endpoints;

import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.bench.Percentiles;
import io.portico.bench.Usage;
import io.portico.playground.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One contestant's turn, from its exec to its end.
 *
 * @param cold from exec to the last EndpointSlice seen
 * @param coldWrites of EndpointSlices and Endpoints until then
 * @param afterCold what it used once it was quiet
 * @param paced from a pod's event to the EndpointSlice, pods turning ready at a steady rate
 * @param pacedWrites of EndpointSlices and Endpoints for these
 * @param burst as {@code paced}, all pods turning ready as fast as the API server takes it
 * @param burstWrites for these
 * @param atEnd what it used at the end
 */
record Trial(
        Duration cold,
        long coldWrites,
        Usage afterCold,
        Percentiles paced,
        long pacedWrites,
        Percentiles burst,
        long burstWrites,
        Usage atEnd) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofMillis(1500);

    static Trial of(Contestant contestant, ControlPlane plane, World world, Scale scale, Path log)
            throws IOException, InterruptedException {
        world.clear();
        try (var seen = new EndpointsSeen(plane)) {
            var before = writes(plane);
            try (var process = MeasuredProcess.start(contestant.command(), contestant.environment(), log)) {
                var turn = new Turn(plane, seen, process);
                turn.await(() -> seen.ready() == scale.readyPods());
                turn.awaitQuiet();
                var cold = Duration.ofNanos(seen.lastSlice() - process.startedNanos());
                var afterCold = process.usage();
                var coldWrites = writes(plane) - before;

                var paced = turn.measure(scale.turningPods(), scale.readyPods(), true, world::turnReadyOneByOne);
                turn.measure(scale.turningPods(), scale.readyPods(), false, () -> world.turnAll(false));
                var burst = turn.measure(scale.turningPods(), scale.readyPods(), true, () -> world.turnAll(true));
                return new Trial(
                        cold,
                        coldWrites,
                        afterCold,
                        paced.latencies,
                        paced.writes,
                        burst.latencies,
                        burst.writes,
                        process.usage());
            }
        } finally {
            world.turnAll(false);
        }
    }

    private record Changes(Percentiles latencies, long writes) {}

    private record Turn(ControlPlane plane, EndpointsSeen seen, MeasuredProcess process) {
        /** Changes so many pods, of which others are ready all the time, and waits until all is seen and quiet. */
        Changes measure(int pods, int others, boolean ready, Runnable change) throws InterruptedException {
            var before = writes(plane);
            seen.forgetChanges();
            change.run();
            await(() -> seen.ready() == others + (ready ? pods : 0));
            awaitQuiet();
            var latencies = seen.latencies(ready);
            if (latencies.size() != pods) {
                throw new IllegalStateException(latencies.size() + " of " + pods + " pods were seen to change");
            }
            return new Changes(Percentiles.of(latencies), writes(plane) - before);
        }

        void awaitQuiet() throws InterruptedException {
            await(() -> seen.quiet().compareTo(QUIET) > 0);
        }

        void await(BooleanSupplier condition) throws InterruptedException {
            var met = Deadline.in(PATIENCE)
                    .patiently()
                    .await(
                            () -> {
                                process.requireAlive();
                                return condition.getAsBoolean();
                            },
                            Boolean::booleanValue);
            if (met.isEmpty()) {
                throw new IllegalStateException("it did not get there in " + PATIENCE.toMinutes() + " minutes; "
                        + seen.ready() + " ready endpoints are seen; the end of its log:\n" + process.lastLines());
            }
        }
    }

    private static long writes(ControlPlane plane) {
        return plane.writes("endpointslices", "endpoints");
    }
}
