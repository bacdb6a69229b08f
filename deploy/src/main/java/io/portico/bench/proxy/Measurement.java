package io.portico.bench.proxy;

import java.time.Duration;
import java.util.Optional;

/**
 * One turn of one proxy in one cell.
 *
 * @param cpuMicros processor time of the proxy and its children, a request, while as many came as it took
 * @param perSecond requests a second meanwhile
 * @param latency at the cell's fixed rate; empty where nothing is there to measure it
 */
record Measurement(double cpuMicros, double perSecond, Optional<Latency> latency) {
    /** Percentiles of the time from when a request was due to the end of its response. */
    record Latency(Duration p50, Duration p99) {}
}
