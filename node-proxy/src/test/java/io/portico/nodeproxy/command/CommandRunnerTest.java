package io.portico.nodeproxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
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
}
