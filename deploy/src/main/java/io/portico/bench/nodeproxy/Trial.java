package io.portico.bench.nodeproxy;

import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.bench.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one program did with so many Services.
 *
 * @param cold from its exec until the last Service answered; absent when not all did in time
 * @param late how many did not answer at first when all were asked
 * @param afterCold what it used until some seconds after the last Service answered
 * @param changes absent without {@code cold}
 * @param atEnd what it used until some seconds after the last change
 */
record Trial(
        Program program,
        Optional<Duration> cold,
        int late,
        Usage afterCold,
        Optional<Changes> changes,
        int changed,
        Usage atEnd) {
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** Starts the program on a node without rules, and ends it; the rules stay. */
    static Trial of(Program program, Site site, ControlPlane plane, Services services, Settings settings, Path log)
            throws IOException, InterruptedException {
        var patience = settings.patience();
        site.client().tell("cold %d %d".formatted(services.count(), patience.toNanos()));
        try (var process = program.start(site, log)) {
            var found = answer(site.client(), process);
            if (!found[4].equals("0")) {
                throw new IllegalStateException(program.title() + " led " + found[4] + " packets to a wrong Service");
            }
            if (!found[3].equals("0")) {
                var usage = process.usage();
                if (program.isOurs()) {
                    throw new IllegalStateException(
                            "%s served not all of %,d Services after %d s; the end of its log:%n%s"
                                    .formatted(
                                            program.title(),
                                            services.count(),
                                            patience.toSeconds(),
                                            process.lastLines()));
                }
                return new Trial(program, Optional.empty(), 0, usage, Optional.empty(), 0, usage);
            }
            var cold = Duration.ofNanos(Long.parseLong(found[1]) - process.startedNanos());
            Thread.sleep(SETTLE);
            var afterCold = process.usage();
            var count = Math.min(settings.changes(), services.count());
            var changes = Changes.of(plane, services, site.client(), count, services.count());
            Thread.sleep(SETTLE);
            process.requireAlive();
            return new Trial(
                    program,
                    Optional.of(cold),
                    Integer.parseInt(found[2]),
                    afterCold,
                    Optional.of(changes),
                    count,
                    process.usage());
        }
    }

    /** The client gives up by itself when its patience is over; a program that has ended is not waited for. */
    private static String[] answer(Agent client, MeasuredProcess process) throws InterruptedException {
        var words = client.poll(1);
        while (words.isEmpty()) {
            process.requireAlive();
            words = client.poll(1);
        }
        return words.get();
    }

    /** Processor time of each change. */
    Optional<Duration> cpuOfChange() {
        return changes.map(_ -> atEnd.cpu().minus(afterCold.cpu()).dividedBy(changed));
    }
}
