package io.portico.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The benchmark's command line, how it reads the generators of load, and how it sums up. */
class ProxyBenchTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Cell NEW = new Cell(Cell.Protocol.H1, true, false, Cell.Body.EMPTY);

    @Test
    void arguments_that_make_no_sense_get_one_line_and_exit_code_2() throws Exception {
        for (var arguments : List.of(
                List.of("--fast"),
                List.of("--rounds"),
                List.of("--rounds", "0"),
                List.of("--seconds", "31"),
                List.of("--threads", "two"),
                List.of("--logs"))) {
            var process = command(arguments);
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", arguments, output).isEqualTo(2);
            assertThat(output.lines())
                    .as("%s", arguments)
                    .singleElement()
                    .asString()
                    .startsWith("deploy/bench/proxy: ")
                    .contains(arguments.getFirst());
        }
    }

    @Test
    void help_names_every_option() throws Exception {
        var output = new String(command(List.of("--help")).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("--quick", "--rounds", "--seconds", "--threads", "--logs");
    }

    @Test
    void what_was_answered_is_read_from_wrk() {
        var answered = ClosedLoop.read(Cell.PLAIN, """
                Running 2s test @ http://plain.bench.example:8100/0
                  1 threads and 64 connections
                  50000 requests in 2.50s, 9.54MB read
                Requests/sec:  20000.00
                """);
        assertThat(answered).isEqualTo(new ClosedLoop.Answered(50_000, 20_000));
    }

    @Test
    void an_answer_that_is_none_ends_the_run_but_ends_of_connections_that_end_anyway_do_not() {
        var requests = "  100 requests in 2.00s, 1.00MB read\n";
        assertThatThrownBy(() -> ClosedLoop.read(Cell.PLAIN, requests + "  Non-2xx or 3xx responses: 3\n"))
                .hasMessageContaining("Non-2xx");
        var ends = "  Socket errors: connect 0, read 100, write 0, timeout 0\n";
        assertThatThrownBy(() -> ClosedLoop.read(Cell.PLAIN, requests + ends)).hasMessageContaining("read 100");
        assertThat(ClosedLoop.read(NEW, requests + ends).count()).isEqualTo(100);
        assertThatThrownBy(() ->
                        ClosedLoop.read(NEW, requests + "  Socket errors: connect 0, read 100, write 0, timeout 1\n"))
                .hasMessageContaining("timeout 1");
    }

    @Test
    void percentiles_are_read_from_vegeta() {
        var latency = OpenLoop.read(Cell.PLAIN, """
                {"latencies":{"mean":1,"50th":250000,"90th":3,"95th":4,"99th":1500000,"max":5},"success":1}
                """);
        assertThat(latency).isEqualTo(new Measurement.Latency(Duration.ofNanos(250_000), Duration.ofNanos(1_500_000)));
        assertThatThrownBy(() -> OpenLoop.read(Cell.PLAIN, "{\"latencies\":{},\"success\":0.99}"))
                .hasMessageContaining("not all was answered");
    }

    @Test
    void numbers_are_medians_of_the_rounds_and_ratios_are_ours_to_the_others() {
        var results = new Results();
        for (var round : List.of(3, 1, 2)) {
            results.add(Cell.PLAIN, "ours", measurement(12 * round));
            results.add(Cell.PLAIN, "nginx", measurement(10 * round));
            results.add(Cell.PLAIN, "HAProxy", measurement(16 * round));
            results.add(Cell.TLS, "ours", measurement(26 * round));
            results.add(Cell.TLS, "nginx", measurement(20 * round));
        }
        results.add("ours", false, new IdleMemory(12_340, 10_000));
        assertThat(results.ratios("ours", "executable").toString()).isEqualTo("ratio nginx=1.20 haproxy=0.75 tls=1.30");
        assertThat(results.cells()).hasSize(2);
        assertThat(results.cells().getFirst().toString()).contains("h1 plain, kept, 0", "24.0 µs", "0.50 ms");
        assertThat(results.idle().toString()).contains("12.3 kB", "10.0 kB", "–");
    }

    @Test
    void every_kind_of_traffic_is_there_once() {
        assertThat(Cell.all()).hasSize(12).doesNotHaveDuplicates().contains(Cell.PLAIN, Cell.TLS, NEW);
    }

    private static Measurement measurement(double cpu) {
        var latency = new Measurement.Latency(Duration.ofNanos(500_000), Duration.ofMillis(2));
        return new Measurement(cpu, 1000, Optional.of(latency));
    }

    private static Process command(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(ROOT.resolve("deploy/bench/proxy").toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
