package io.portico.bench.nodeproxy;

import io.portico.bench.Ratios;
import io.portico.bench.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The tables and ratios of one number of Services.
 *
 * @param patience what a cold start took at least that was not finished
 */
record Report(int services, Duration patience, List<Trial> trials, Map<String, Throughput> throughput) {
    private static final double MEGABYTE = 1e6;

    /** What each program took, and what its rules carry. */
    String tables() {
        var programs = new Table(
                "%,d Services × 5".formatted(services),
                "cold",
                "CPU",
                "change p50",
                "p99",
                "from write p99",
                "CPU/change",
                "RSS",
                "peak");
        trials.forEach(trial -> programs.row(
                trial.program().title(),
                trial.cold().map(Report::seconds).orElse("> " + patience.toSeconds() + " s"),
                seconds(trial.afterCold().cpu()),
                change(trial, changes -> changes.sinceEvent().at(50)),
                change(trial, changes -> changes.sinceEvent().at(99)),
                change(trial, changes -> changes.sinceWrite().at(99)),
                trial.cpuOfChange().map(Report::millis).orElse("–"),
                megabytes(trial.atEnd().rss()),
                megabytes(trial.atEnd().peak())));
        var connections = new Table("through the rules of", "connections/s", "p50", "p99", "failed");
        throughput.forEach((name, of) -> connections.row(
                name,
                "%.0f".formatted(of.perSecond()),
                millis(of.p50()),
                millis(of.p99()),
                String.valueOf(of.failed())));
        return programs + "\n" + connections + notes();
    }

    private String notes() {
        var notes = new StringBuilder();
        for (var trial : trials) {
            if (trial.late() > 0) {
                notes.append("%s: %d Services did not answer yet when those of the sample did%n"
                        .formatted(trial.program().title(), trial.late()));
            }
            trial.changes()
                    .filter(changes -> changes.lost() > 0)
                    .ifPresent(changes -> notes.append("%s: %d of %d changes never reached the rules%n"
                            .formatted(trial.program().title(), changes.lost(), trial.changed())));
        }
        return notes.isEmpty() ? "" : "\n" + notes;
    }

    /** Whether a ratio compares with a start that was not finished, and so is an upper bound. */
    boolean isBound() {
        return trials.stream()
                .anyMatch(trial -> !trial.program().isOurs() && trial.cold().isEmpty());
    }

    /** Ours to the better of theirs, number by number; what one side lacks is left out. */
    Ratios ratios() {
        var ratios = new Ratios();
        var suffix = "";
        for (var ours :
                trials.stream().filter(trial -> trial.program().isOurs()).toList()) {
            add(
                    ratios,
                    "cold" + suffix,
                    ours,
                    trial -> Optional.of(trial.cold().orElse(patience)).map(Report::number));
            add(
                    ratios,
                    "incremental" + suffix,
                    ours,
                    trial -> trial.changes()
                            .map(changes -> number(changes.sinceEvent().at(99))));
            add(
                    ratios,
                    "rss" + suffix,
                    ours,
                    trial -> trial.cold().map(_ -> (double) trial.atEnd().rss()));
            suffix = "-native";
        }
        return ratios;
    }

    private void add(Ratios ratios, String name, Trial ours, Function<Trial, Optional<Double>> number) {
        var theirs = best(number);
        var our = number.apply(ours);
        if (theirs.isPresent() && our.isPresent()) {
            ratios.add(name, our.get(), theirs.getAsDouble());
        }
    }

    private OptionalDouble best(Function<Trial, Optional<Double>> number) {
        return trials.stream()
                .filter(trial -> !trial.program().isOurs())
                .flatMap(trial -> number.apply(trial).stream())
                .mapToDouble(value -> value)
                .min();
    }

    private static String change(Trial trial, Function<Changes, Duration> time) {
        return trial.changes().map(time).map(Report::millis).orElse("–");
    }

    private static double number(Duration time) {
        return time.toNanos();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / MEGABYTE);
    }
}
