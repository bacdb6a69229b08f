package io.portico.bench.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is measured.
 *
 * @param root the project's directory
 * @param cells in their order
 * @param rounds how often each proxy has its turn in each cell
 * @param closed how long throughput is measured in a turn
 * @param open how long latency is measured in a turn
 * @param warmUp how long each kind of traffic runs through a JVM before
 * @param threads that each proxy forwards with
 * @param idle how many idle connections there are at the two looks at memory
 * @param vertx whether the small engine is measured, too
 * @param directory for configurations and logs
 */
record Settings(
        Path root,
        List<Cell> cells,
        int rounds,
        Duration closed,
        Duration open,
        Duration warmUp,
        int threads,
        IdleConnections.Plan idle,
        boolean vertx,
        Path directory) {

    /** All of it. */
    static Settings full(Path root, int rounds, Duration turn, int threads, Path directory) {
        var idle = new IdleConnections.Plan(1000, 10_000, List.of(false, true));
        return new Settings(
                root, Cell.all(), rounds, turn, turn, Duration.ofSeconds(8), threads, idle, true, directory);
    }

    /** What a minute has room for. */
    static Settings quick(Path root, int threads, Path directory) {
        return new Settings(
                root,
                List.of(Cell.PLAIN, Cell.TLS),
                1,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                threads,
                new IdleConnections.Plan(200, 2000, List.of(false)),
                false,
                directory);
    }
}
