package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.endpoints.cleanup.Cleanup;
import io.portico.endpoints.model.ManagedBy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CleanupCommandTest {
    @Test
    void its_options_say_what_becomes_of_slices_and_how_long_to_wait() {
        assertThat(choices()).isEqualTo(new Cleanup.Choices(ManagedBy.OURS, false, Duration.ofSeconds(10)));
        assertThat(choices("--hand-back", "--wait", "3"))
                .isEqualTo(new Cleanup.Choices(ManagedBy.OURS, true, Duration.ofSeconds(3)));
        assertThat(new CommandLine(CleanupCommand.spec()).getUsageMessage())
                .contains("--hand-back", "--wait=SECONDS", "all the same: 10.");
    }

    private static Cleanup.Choices choices(String... arguments) {
        var command = new CleanupCommand();
        var _ = new CommandLine(command.spec).parseArgs(arguments);
        return command.choices(ManagedBy.OURS);
    }
}
