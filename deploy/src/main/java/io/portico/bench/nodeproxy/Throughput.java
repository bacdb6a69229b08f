package io.portico.bench.nodeproxy;

import io.portico.bench.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Short connections through the rules that programs have left behind, sixteen open at any moment: to a random Service
 * each, until its answer.
 *
 * @param perSecond the median of the rounds
 * @param p99 from connecting to the answer; the median of the rounds
 * @param failed in all rounds
 */
record Throughput(double perSecond, Duration p50, Duration p99, int failed) {
    private static final int AT_ONCE = 16;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofMillis(500);

    private record Round(double perSecond, Duration p50, Duration p99, int failed) {}

    /**
     * By turns, so that what else the machine does meets all alike; {@code direct} asks endpoints without a Service.
     */
    static Map<String, Throughput> of(Map<String, Site> sites, String direct, int services, Duration duration)
            throws InterruptedException {
        var rounds = new LinkedHashMap<String, List<Round>>();
        for (var round = 0; round <= ROUNDS; round++) {
            for (var entry : sites.entrySet()) {
                var site = entry.getValue();
                site.forgetConnections();
                var target = entry.getKey().equals(direct) ? "direct" : "service";
                var measured = round(site, services, round == 0 ? WARM_UP : duration, target);
                if (round > 0) {
                    rounds.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
        var all = new LinkedHashMap<String, Throughput>();
        rounds.forEach((name, of) -> all.put(
                name,
                new Throughput(
                        median(of),
                        Percentiles.of(of.stream().map(Round::p50).toList()).at(50),
                        Percentiles.of(of.stream().map(Round::p99).toList()).at(50),
                        of.stream().mapToInt(Round::failed).sum())));
        return all;
    }

    private static Round round(Site site, int services, Duration duration, String target) throws InterruptedException {
        site.client().tell("load %d %d %d %s".formatted(services, duration.toNanos(), AT_ONCE, target));
        var words = site.client().expect("load", duration.toSeconds() + 30);
        var numbers = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
        if (numbers[2] > 0) {
            throw new IllegalStateException(numbers[2] + " connections were answered by another Service's endpoint");
        }
        return new Round(
                numbers[0] * 1e9 / numbers[3], Duration.ofNanos(numbers[4]), Duration.ofNanos(numbers[5]), (int)
                        numbers[1]);
    }

    private static double median(List<Round> rounds) {
        var sorted = rounds.stream().mapToDouble(Round::perSecond).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
