package io.portico.bench.routes;

import io.portico.bench.Client;
import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.bench.Percentiles;
import io.portico.bench.routes.Site.Kind;
import io.portico.playground.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One build's turn, from its exec to its end.
 *
 * @param changes what the changes of each kind cost
 * @param idlePerSecond bytes allocated a second while nothing changes
 * @param rss of the process at the end, bytes
 */
record Trial(Map<Kind, Change> changes, double idlePerSecond, long rss) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(1);
    /** Between two changes whose allocation is measured, beside twice what the slowest took: no two are one. */
    private static final Duration PAUSE = Duration.ofMillis(60);
    /** That pause at most: one that was slow once must not make a run endless. */
    private static final Duration MOST = Duration.ofMillis(600);
    /** Of each kind, before anything is measured: the JVM compiles. */
    private static final int WARM_UP = 20;

    /**
     * Changes of one kind.
     *
     * @param latency from the event, as a watch sees it, to the first new answer
     * @param allocated bytes a change, on average, without what is allocated while nothing changes
     */
    record Change(Percentiles latency, double allocated) {}

    static Trial of(Build build, ControlPlane plane, Site site, Settings settings, Path log)
            throws IOException, InterruptedException {
        try (var process = build.start(plane, log);
                var client = whenServed(site, settings, process);
                var allocation = Allocation.of(process.pid())) {
            var turn = new Turn(site, settings.changes(), client, process, allocation);
            return turn.measure(settings.idle());
        }
    }

    /** Ends when the host of each Ingress is answered for. */
    private static Client whenServed(Site site, Settings settings, MeasuredProcess process)
            throws IOException, InterruptedException {
        var client = Deadline.in(PATIENCE)
                .patiently()
                .await(() -> ready(process), Optional::isPresent)
                .flatMap(found -> found)
                .orElseThrow(() -> new IllegalStateException(
                        "it is not ready after " + PATIENCE + "; the end of its log:\n" + process.lastLines()));
        for (var number = 0; number < settings.ingresses(); number++) {
            require(site, client, number);
        }
        return client;
    }

    private static Optional<Client> ready(MeasuredProcess process) {
        process.requireAlive();
        try (var health = new Client(Build.HEALTH)) {
            return health.get("localhost", "/q/health/ready").startsWith("200")
                    ? Optional.of(new Client(Build.HTTP))
                    : Optional.empty();
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("its health cannot be asked for: " + e, e);
        }
    }

    private static void require(Site site, Client client, int number) throws IOException {
        var answer = client.get(Site.host(number), "/");
        if (!answer.equals(site.answer(number))) {
            throw new IllegalStateException(
                    Site.host(number) + " answers " + answer + " and not " + site.answer(number));
        }
    }

    private record Turn(Site site, int count, Client client, MeasuredProcess process, Allocation allocation) {
        Trial measure(Duration idle) throws IOException, InterruptedException {
            for (var kind : Kind.values()) {
                for (var i = 0; i < Math.min(WARM_UP, count); i++) {
                    var _ = changeSeen(kind, number(kind, i));
                }
            }
            var perNano = idleAllocation(idle);
            var changes = new EnumMap<Kind, Change>(Kind.class);
            for (var kind : Kind.values()) {
                var times = new ArrayList<Duration>();
                for (var i = 0; i < count; i++) {
                    times.add(changeSeen(kind, number(kind, i)));
                }
                var latency = Percentiles.of(times);
                changes.put(kind, new Change(latency, allocated(kind, latency.at(100), perNano)));
            }
            return new Trial(
                    changes,
                    perNano * Duration.ofSeconds(1).toNanos(),
                    process.usage().rss());
        }

        /** Each kind changes Ingresses of its own. */
        private int number(Kind kind, int i) {
            return kind == Kind.INGRESS ? i : count + i;
        }

        private Duration changeSeen(Kind kind, int number) throws IOException {
            site.change(kind, number);
            var begin = System.nanoTime();
            while (!client.get(Site.host(number), "/").equals(site.answer(number))) {
                process.requireAlive();
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException(Site.host(number) + " does not answer anew after " + PATIENCE);
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
            var answered = System.nanoTime();
            // Our own watch may be told later than the service's.
            while (site.seenNanos(number) == Long.MAX_VALUE) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            return Duration.ofNanos(Math.max(0, answered - site.seenNanos(number)));
        }

        private double idleAllocation(Duration idle) throws InterruptedException {
            var before = allocation.bytes();
            var begin = System.nanoTime();
            Thread.sleep(idle);
            return (double) (allocation.bytes() - before) / (System.nanoTime() - begin);
        }

        /** Nobody asks meanwhile: requests allocate, too. */
        private double allocated(Kind kind, Duration slowest, double idlePerNano)
                throws IOException, InterruptedException {
            var pause = slowest.multipliedBy(2).compareTo(MOST) < 0
                    ? slowest.multipliedBy(2).plus(PAUSE)
                    : MOST;
            var before = allocation.bytes();
            var begin = System.nanoTime();
            for (var i = 0; i < count; i++) {
                site.change(kind, number(kind, i));
                Thread.sleep(pause);
            }
            var spent = allocation.bytes() - before - idlePerNano * (System.nanoTime() - begin);
            // The connection of before was silent for so long that it may have been closed.
            try (var later = new Client(Build.HTTP)) {
                for (var i = 0; i < count; i++) {
                    require(site, later, number(kind, i));
                }
            }
            return Math.max(0, spent / count);
        }
    }
}
