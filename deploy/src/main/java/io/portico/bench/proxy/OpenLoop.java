package io.portico.bench.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portico.testkit.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Requests at a fixed rate, whether those before were answered or not, by vegeta: a proxy that stalls is not asked less
 * meanwhile, and each request that had to wait counts with its wait.
 */
final class OpenLoop {
    private final Path program;

    private OpenLoop(Path program) {
        this.program = program;
    }

    /** Empty where vegeta is not installed. */
    static Optional<OpenLoop> find() {
        var path = System.getenv("PATH") + ":" + System.getProperty("user.home") + "/go/bin";
        return Stream.of(path.split(":", -1))
                .map(directory -> Path.of(directory, "vegeta"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(OpenLoop::new);
    }

    /** Throws IllegalStateException when something was not answered as it should be. */
    Measurement.Latency run(Cell cell, String url, Duration duration) {
        var command = """
                set -o pipefail
                echo 'GET %s' |
                  %s attack -rate=%d/s -duration=%ds -timeout=20s -insecure -http2=false -max-body=0 -keepalive=%s |
                  %s report -type=json
                """.formatted(url, program, cell.rate(), duration.toSeconds(), cell.kept(), program);
        return read(cell, Commands.run(List.of("bash", "-c", command)));
    }

    /** What vegeta reported. */
    static Measurement.Latency read(Cell cell, String output) {
        try {
            var report = new ObjectMapper().readTree(output);
            if (report.path("success").asDouble() < 1) {
                throw new IllegalStateException("not all was answered in " + cell + ": " + output);
            }
            var latencies = report.path("latencies");
            return new Measurement.Latency(
                    Duration.ofNanos(latencies.path("50th").asLong()),
                    Duration.ofNanos(latencies.path("99th").asLong()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("vegeta says of " + cell + ": " + output, e);
        }
    }
}
