package io.portico.bench.proxy;

import io.portico.bench.Ratios;
import io.portico.bench.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** All measurements; each number that is shown is the median of the rounds, of two the smaller. */
final class Results {
    private final Map<Cell, Map<String, List<Measurement>>> measurements = new LinkedHashMap<>();
    private final Map<String, Map<Boolean, IdleMemory>> idle = new LinkedHashMap<>();

    void add(Cell cell, String proxy, Measurement measurement) {
        measurements
                .computeIfAbsent(cell, _ -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, _ -> new ArrayList<>())
                .add(measurement);
    }

    void add(String proxy, boolean tls, IdleMemory memory) {
        idle.computeIfAbsent(proxy, _ -> new LinkedHashMap<>()).put(tls, memory);
    }

    /** One for each cell. */
    List<Table> cells() {
        return measurements.entrySet().stream()
                .map(cell -> {
                    var table = new Table(cell.getKey().toString(), "CPU/request", "requests/s", "p50", "p99");
                    cell.getValue()
                            .forEach((proxy, of) -> table.row(
                                    proxy,
                                    number("%.1f µs", median(of, Measurement::cpuMicros)),
                                    number("%.0f", median(of, Measurement::perSecond)),
                                    latency(of, Measurement.Latency::p50),
                                    latency(of, Measurement.Latency::p99)));
                    return table;
                })
                .toList();
    }

    /** What idle connections cost. */
    Table idle() {
        var table = new Table("idle connection", "plain", "plain, anonymous", "TLS", "TLS, anonymous");
        idle.forEach((proxy, memory) -> table.row(
                proxy,
                kilobytes(memory, false, IdleMemory::resident),
                kilobytes(memory, false, IdleMemory::anonymous),
                kilobytes(memory, true, IdleMemory::resident),
                kilobytes(memory, true, IdleMemory::anonymous)));
        return table;
    }

    /** Processor time a request: ours on the JVM to each of the others, ours as an executable to ours on the JVM. */
    Ratios ratios(String ours, String executable) {
        var ratios = new Ratios();
        add(ratios, "nginx", cpu(Cell.PLAIN, ours), cpu(Cell.PLAIN, "nginx"));
        add(ratios, "haproxy", cpu(Cell.PLAIN, ours), cpu(Cell.PLAIN, "HAProxy"));
        add(ratios, "tls", cpu(Cell.TLS, ours), cpu(Cell.TLS, "nginx"));
        add(ratios, "native", cpu(Cell.PLAIN, executable), cpu(Cell.PLAIN, ours));
        return ratios;
    }

    private static void add(Ratios ratios, String name, OptionalDouble ours, OptionalDouble theirs) {
        if (ours.isPresent() && theirs.isPresent()) {
            var _ = ratios.add(name, ours.getAsDouble(), theirs.getAsDouble());
        }
    }

    private OptionalDouble cpu(Cell cell, String proxy) {
        var of = measurements.getOrDefault(cell, Map.of()).getOrDefault(proxy, List.of());
        return of.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(of, Measurement::cpuMicros));
    }

    private static String latency(List<Measurement> of, Function<Measurement.Latency, Duration> percentile) {
        var known = of.stream()
                .map(Measurement::latency)
                .flatMap(Optional::stream)
                .map(percentile)
                .toList();
        return known.isEmpty() ? "–" : number("%.2f ms", median(known, time -> time.toNanos() / 1e6));
    }

    private static String kilobytes(Map<Boolean, IdleMemory> memory, boolean tls, ToDoubleFunction<IdleMemory> number) {
        var known = memory.get(tls);
        return known == null ? "–" : number("%.1f kB", number.applyAsDouble(known) / 1e3);
    }

    private static <T> double median(List<T> of, ToDoubleFunction<T> number) {
        var sorted = of.stream().mapToDouble(number).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
