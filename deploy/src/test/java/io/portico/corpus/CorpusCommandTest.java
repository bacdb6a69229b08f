package io.portico.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The command line of {@code deploy/corpus}. */
class CorpusCommandTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void arguments_that_make_no_sense_get_one_line_and_exit_code_2() throws Exception {
        for (var arguments : List.of(
                List.of("--fast"),
                List.of("--cases"),
                List.of("--against"),
                List.of("--against", "nowhere"),
                List.of("--against", "127.0.0.1:80"),
                List.of("--endpoint", "127.0.0.1:80"))) {
            var process = command(arguments);
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", arguments, output).isEqualTo(2);
            assertThat(output.lines())
                    .as("%s", arguments)
                    .singleElement()
                    .asString()
                    .startsWith("deploy/corpus: ")
                    .contains(arguments.getFirst());
        }
    }

    @Test
    void help_names_every_option() throws Exception {
        var output = new String(command(List.of("--help")).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("--cases", "--peers", "--against", "--endpoint");
    }

    private static Process command(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(ROOT.resolve("deploy/corpus").toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
