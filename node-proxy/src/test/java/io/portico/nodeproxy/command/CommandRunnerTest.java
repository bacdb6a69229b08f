package io.portico.nodeproxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRunnerTest {
    private static final CommandRunner RUNNER = new CommandRunner(List.of(), Duration.ofSeconds(20));

    @Test
    void a_program_has_its_whole_input_before_it_starts() throws IOException, InterruptedException {
        var input = "x".repeat(1_000_000);
        var outcome = RUNNER.run(input, "sh", "-c", "stat -L -c '%F %s' /dev/stdin; wc -c");
        assertThat(outcome.output()).isEqualTo("regular file 1000000\n1000000\n");
    }

    @Test
    void a_program_without_input_reads_nothing() throws IOException, InterruptedException {
        assertThat(RUNNER.run("", "wc", "-c").output()).isEqualTo("0\n");
    }

    @Test
    void output_is_read_although_every_carrier_of_virtual_threads_is_held() throws IOException, InterruptedException {
        var silent = new ArrayList<Process>();
        try {
            for (var i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                var process = new ProcessBuilder("sleep", "60").start();
                silent.add(process);
                Thread.startVirtualThread(() -> readOne(process));
            }
            assertThat(RUNNER.run("", "echo", "said").output()).isEqualTo("said\n");
        } finally {
            silent.forEach(Process::destroy);
        }
    }

    private static void readOne(Process process) {
        try {
            var _ = process.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
