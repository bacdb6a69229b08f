package io.portico.bench.routes;

import io.portico.bench.Percentiles;
import io.portico.bench.Ratios;
import io.portico.bench.Table;
import io.portico.bench.routes.Site.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The trials of all builds; each number that is shown is the median of a build's trials, of two the smaller. */
final class Results {
    private static final double KILOBYTE = 1e3;
    private static final double MEGABYTE = 1e6;

    private final Map<String, List<Trial>> trials = new LinkedHashMap<>();

    void add(Build build, Trial trial) {
        trials.merge(
                build.title(),
                List.of(trial),
                (before, one) -> Stream.concat(before.stream(), one.stream()).toList());
    }

    Table table() {
        var table = new Table("", "p50", "p99", "allocated", "idle/s", "RSS");
        trials.forEach((build, of) -> {
            for (var kind : Kind.values()) {
                table.row(
                        build + ", " + kind.title(),
                        milliseconds(median(of, latency(kind, 50))),
                        milliseconds(median(of, latency(kind, 99))),
                        kilobytes(median(of, allocated(kind))),
                        kilobytes(median(of, Trial::idlePerSecond)),
                        String.format(Locale.ROOT, "%.0f MB", median(of, Trial::rss) / MEGABYTE));
            }
        });
        return table;
    }

    /** Of an Ingress' change, the one build's numbers divided by the other's. */
    Ratios ratios(Build ours, Build other) {
        var ratios = new Ratios();
        Map<String, ToDoubleFunction<Trial>> compared = new LinkedHashMap<>();
        for (var kind : Kind.values()) {
            var suffix = kind == Kind.INGRESS ? "" : "-endpoints";
            compared.put("p50" + suffix, latency(kind, 50));
            compared.put("p99" + suffix, latency(kind, 99));
            compared.put("allocated" + suffix, allocated(kind));
        }
        compared.forEach((name, number) -> ratios.add(name, median(of(ours), number), median(of(other), number)));
        return ratios;
    }

    /** What a change of an Ingress costs, in one line. */
    String line(Build build) {
        var of = of(build);
        return String.format(
                Locale.ROOT,
                "routes change_p50_ms=%.1f change_p99_ms=%.1f allocated_kb=%.0f",
                median(of, latency(Kind.INGRESS, 50)),
                median(of, latency(Kind.INGRESS, 99)),
                median(of, allocated(Kind.INGRESS)) / KILOBYTE);
    }

    private List<Trial> of(Build build) {
        return trials.getOrDefault(build.title(), List.of());
    }

    private static ToDoubleFunction<Trial> latency(Kind kind, int percent) {
        return trial -> millis(change(trial, kind).latency(), percent);
    }

    private static ToDoubleFunction<Trial> allocated(Kind kind) {
        return trial -> change(trial, kind).allocated();
    }

    private static Trial.Change change(Trial trial, Kind kind) {
        var change = trial.changes().get(kind);
        if (change == null) {
            throw new IllegalStateException("no changes of kind " + kind + " were measured");
        }
        return change;
    }

    private static double millis(Percentiles times, int percent) {
        return times.at(percent).toNanos() / (double) Duration.ofMillis(1).toNanos();
    }

    private static double median(List<Trial> trials, ToDoubleFunction<Trial> number) {
        var sorted = trials.stream().mapToDouble(number).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    private static String milliseconds(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String kilobytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f kB", bytes / KILOBYTE);
    }
}
