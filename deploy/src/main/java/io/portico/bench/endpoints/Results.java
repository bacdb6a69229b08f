package io.portico.bench.endpoints;

import io.portico.bench.Ratios;
import io.portico.bench.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The trials of all contestants; each number that is shown is the mean over a contestant's trials. */
final class Results {
    private static final double MEGABYTE = 1e6;

    private final Scale scale;
    private final Map<String, List<Trial>> trials = new LinkedHashMap<>();

    Results(Scale scale) {
        this.scale = scale;
    }

    void add(String contestant, Trial trial) {
        trials.merge(
                contestant,
                List.of(trial),
                (before, one) -> Stream.concat(before.stream(), one.stream()).toList());
    }

    Table table() {
        var table = new Table(
                "",
                "cold",
                "writes",
                "RSS",
                "ready p50",
                "p99",
                "writes/pod",
                "at once p50",
                "p99",
                "writes/pod",
                "RSS peak",
                "CPU");
        trials.forEach((contestant, of) -> table.row(
                contestant,
                seconds(mean(of, Results::cold)),
                "%.0f".formatted(mean(of, Trial::coldWrites)),
                megabytes(mean(of, Results::rss)),
                milliseconds(mean(of, trial -> millis(trial.paced().at(50)))),
                milliseconds(mean(of, Results::p99)),
                perPod(mean(of, Trial::pacedWrites)),
                milliseconds(mean(of, trial -> millis(trial.burst().at(50)))),
                milliseconds(mean(of, trial -> millis(trial.burst().at(99)))),
                perPod(mean(of, Trial::burstWrites)),
                megabytes(mean(of, trial -> trial.atEnd().peak())),
                seconds(mean(of, trial -> millis(trial.atEnd().cpu())))));
        return table;
    }

    /** Adds cold, p99 and rss; {@code suffix} ends their names. */
    void compare(Ratios ratios, String suffix, String ours, String theirs) {
        Map<String, ToDoubleFunction<Trial>> compared = new LinkedHashMap<>();
        compared.put("cold", Results::cold);
        compared.put("p99", Results::p99);
        compared.put("rss", Results::rss);
        compared.forEach((name, number) -> ratios.add(name + suffix, mean(of(ours), number), mean(of(theirs), number)));
    }

    private List<Trial> of(String contestant) {
        return trials.getOrDefault(contestant, List.of());
    }

    private static double cold(Trial trial) {
        return millis(trial.cold());
    }

    private static double p99(Trial trial) {
        return millis(trial.paced().at(99));
    }

    private static double rss(Trial trial) {
        return trial.afterCold().rss();
    }

    private static double mean(List<Trial> trials, ToDoubleFunction<Trial> number) {
        return trials.stream().mapToDouble(number).average().orElseThrow();
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    private String perPod(double writes) {
        return String.format(Locale.ROOT, "%.2f", writes / scale.turningPods());
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    private static String milliseconds(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / MEGABYTE);
    }
}
