package io.portico.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One own metric, an entry of a catalogue. It makes its meters, one for each combination of its labels' values.
 *
 * @param name as {@code /q/metrics} shows it: a counter ends in {@code _total}, a timer in {@code _seconds}
 * @param origin whose name it is
 * @param help what it says, as one line without markup
 * @param buckets upper bounds of a histogram, in seconds where it measures time; empty where it has none
 */
public record Metric(String name, Type type, Origin origin, String help, List<Label> labels, List<Double> buckets) {

    /** What is measured, and how it is shown. */
    public enum Type {
        /** How often something happened. */
        COUNTER,
        /** How much of something there is now. */
        GAUGE,
        /** How long something took: count, sum and maximum, and with buckets a histogram. */
        TIMER,
        /** How large something was: count, sum and maximum, and with buckets a histogram. */
        SIZES
    }

    /** Whose dashboards know the name. */
    public enum Origin {
        /** Nobody's but ours. */
        PORTICO("Portico"),
        /** kube-proxy's, with its labels and buckets. */
        KUBE_PROXY("kube-proxy"),
        /** client-go's, which each of upstream's controllers shows. */
        CLIENT_GO("client-go"),
        /** The EndpointSlice controller's in kube-controller-manager. */
        ENDPOINT_SLICE_CONTROLLER("EndpointSlice controller"),
        /** The EndpointSlice mirroring controller's in kube-controller-manager. */
        MIRRORING_CONTROLLER("EndpointSlice mirroring controller"),
        /** cert-manager's. */
        CERT_MANAGER("cert-manager");

        private final String title;

        Origin(String title) {
            this.title = title;
        }

        /** As people call it. */
        public String title() {
            return title;
        }
    }

    /**
     * A label.
     *
     * @param values which it has, or what bounds their number; never what a client writes
     */
    public record Label(String name, String values) {}

    /** Counts; {@code name} ends in {@code _total}. */
    public static Metric counter(String name, String help) {
        return new Metric(name, Type.COUNTER, Origin.PORTICO, help, List.of(), List.of());
    }

    /** Shows how much there is now. */
    public static Metric gauge(String name, String help) {
        return new Metric(name, Type.GAUGE, Origin.PORTICO, help, List.of(), List.of());
    }

    /** Measures time; {@code name} ends in {@code _seconds}. */
    public static Metric timer(String name, String help, Duration... buckets) {
        return new Metric(
                name,
                Type.TIMER,
                Origin.PORTICO,
                help,
                List.of(),
                Arrays.stream(buckets).map(bucket -> bucket.toNanos() / 1e9).toList());
    }

    /** Measures sizes. */
    public static Metric sizes(String name, String help, double... buckets) {
        return new Metric(
                name,
                Type.SIZES,
                Origin.PORTICO,
                help,
                List.of(),
                Arrays.stream(buckets).boxed().toList());
    }

    /** Refuses what would be shown under another name. */
    public Metric {
        if ((type == Type.COUNTER && !name.endsWith("_total")) || (type == Type.TIMER && !name.endsWith("_seconds"))) {
            throw new IllegalArgumentException("a " + type + " has another end of its name than " + name);
        }
    }

    /** The same with one more label; see {@link Label}. */
    public Metric by(String label, String values) {
        var more = Stream.concat(labels.stream(), Stream.of(new Label(label, values)))
                .toList();
        return new Metric(name, type, origin, help, more, buckets);
    }

    /** The same under somebody else's name. */
    public Metric as(Origin whose) {
        return new Metric(name, type, whose, help, labels, buckets);
    }

    /** Whether it is shown with buckets. */
    public boolean histogram() {
        return !buckets.isEmpty();
    }

    /** Counts there, for these values of the labels in their order; the same counter each time. */
    public Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(checked(Type.COUNTER))
                .description(help)
                .tags(tags(values))
                .register(registry);
    }

    /** Shows there what {@code value} makes of {@code of}, which is kept. */
    public <T> Gauge gauge(MeterRegistry registry, T of, ToDoubleFunction<T> value, String... values) {
        return Gauge.builder(checked(Type.GAUGE), of, value)
                .description(help)
                .tags(tags(values))
                .strongReference(true)
                .register(registry);
    }

    /** Measures time there, for these values of the labels; the same timer each time. */
    public Timer timer(MeterRegistry registry, String... values) {
        var builder = Timer.builder(checked(Type.TIMER)).description(help).tags(tags(values));
        return (histogram()
                        ? builder.serviceLevelObjectives(buckets.stream()
                                .map(bucket -> Duration.ofNanos(Math.round(bucket * 1e9)))
                                .toArray(Duration[]::new))
                        : builder)
                .register(registry);
    }

    /** Measures sizes there, for these values of the labels; the same summary each time. */
    public DistributionSummary sizes(MeterRegistry registry, String... values) {
        var builder = DistributionSummary.builder(checked(Type.SIZES))
                .description(help)
                .tags(tags(values));
        return (histogram()
                        ? builder.serviceLevelObjectives(
                                buckets.stream().mapToDouble(bucket -> bucket).toArray())
                        : builder)
                .register(registry);
    }

    private String checked(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException(name + " is a " + type + ", not a " + wanted);
        }
        return name;
    }

    private Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(name + " has " + labels.size() + " labels, not " + values.length);
        }
        return Tags.of(IntStream.range(0, values.length)
                .mapToObj(i -> Tag.of(labels.get(i).name(), values[i]))
                .toList());
    }
}
