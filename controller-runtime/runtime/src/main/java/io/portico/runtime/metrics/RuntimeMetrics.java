package io.portico.runtime.metrics;

import io.portico.runtime.metrics.Metric.Origin;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** What every controller has. */
public final class RuntimeMetrics {
    /** Those of client-go that a queue on one machine can meet: each ten times the one before. */
    private static final Duration[] QUEUE_BUCKETS = LongStream.iterate(10_000, nanos -> nanos * 10)
            .limit(7)
            .mapToObj(Duration::ofNanos)
            .toArray(Duration[]::new);

    /** Keys that wait. */
    public static final Metric QUEUE_DEPTH = ofQueue(Metric.gauge("workqueue_depth", "Keys that wait now"));

    /** Keys that came. */
    public static final Metric QUEUE_ADDS = ofQueue(Metric.counter("workqueue_adds_total", "Keys that were queued"));

    /** Keys that came back. */
    public static final Metric QUEUE_RETRIES = ofQueue(
            Metric.counter("workqueue_retries_total", "Keys that were queued again because their reconcile failed"));

    /** How long keys wait. */
    public static final Metric QUEUE_DURATION =
            ofQueue(Metric.timer("workqueue_queue_duration_seconds", "How long a key waited", QUEUE_BUCKETS));

    /** How long reconciles take. */
    public static final Metric QUEUE_WORK =
            ofQueue(Metric.timer("workqueue_work_duration_seconds", "How long a reconcile took", QUEUE_BUCKETS));

    /** Grows while one is stuck. */
    public static final Metric QUEUE_UNFINISHED = ofQueue(Metric.gauge(
            "workqueue_unfinished_work_seconds",
            "How long the reconciles that run now have run, in sum: it grows when one is stuck"));

    /** The longest that runs. */
    public static final Metric QUEUE_LONGEST = ofQueue(Metric.gauge(
            "workqueue_longest_running_processor_seconds",
            "How long the longest of the reconciles that run now has run"));

    /** The key that waits longest. */
    public static final Metric QUEUE_OLDEST = Metric.gauge(
                    "workqueue_oldest_waiting_seconds", "How long the first key in the queue has waited")
            .by("name", "the service's queues");

    /** Events that nobody saw. */
    public static final Metric EVENTS_DROPPED = Metric.counter(
            "portico_events_dropped_total",
            "Events that were not sent: an object had more than 25 in five minutes, too many waited, or the API server refused");

    /** Waits for the own limit of requests. */
    public static final Metric RATE_LIMITER = Metric.timer(
                    "rest_client_rate_limiter_duration_seconds",
                    "How long writes waited for the own limit of requests a second; a count of 0 means that it never bit")
            .by("name", "the service's limits")
            .as(Origin.CLIENT_GO);

    /** Who leads. */
    public static final Metric LEADS = Metric.gauge(
                    "leader_election_master_status",
                    "1 while this replica leads, 0 while it stands by; where no replica shows 1, nobody leads")
            .by("name", "the service's Lease")
            .as(Origin.CLIENT_GO);

    /** All of them. */
    public static final List<Metric> CATALOGUE = List.of(
            LEADS,
            QUEUE_DEPTH,
            QUEUE_ADDS,
            QUEUE_RETRIES,
            QUEUE_DURATION,
            QUEUE_WORK,
            QUEUE_UNFINISHED,
            QUEUE_LONGEST,
            QUEUE_OLDEST,
            EVENTS_DROPPED,
            RATE_LIMITER);

    private RuntimeMetrics() {}

    private static Metric ofQueue(Metric metric) {
        return metric.by("name", "the service's queues").as(Origin.CLIENT_GO);
    }
}
