package io.portico.bench.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.playground.Flavour;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, small. */
class NodeProxyBenchTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path logs;

    @Test
    @Requires({Need.KUBE_API, Need.NFT})
    void it_measures_our_program_and_leaves_nothing() throws Exception {
        var earlier = ProcessHandle.current().descendants().toList();
        var printed = new ByteArrayOutputStream();
        var settings = new Settings(
                ROOT,
                List.of(20),
                Duration.ofSeconds(60),
                4,
                Duration.ofMillis(50),
                List.of(Flavour.JVM),
                false,
                logs,
                List.of());
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            Bench.run(settings, out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("20 Services × 5 +cold")
                .containsPattern("node-proxy, JVM +[0-9.]+ s")
                .containsPattern("through the rules of +connections/s")
                .doesNotContain("ratio");
        var namespaces = new ProcessBuilder("ip", "netns", "list").start();
        assertThat(new String(namespaces.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        // What was killed, and the command just now, may take a moment to be gone.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                                .as("etcd, kube-apiserver, agents")
                                .isSubsetOf(earlier));
    }

    @Test
    void arguments_that_make_no_sense_get_one_line_and_exit_code_2() throws Exception {
        for (var arguments : List.of(
                List.of("--fast"),
                List.of("--sizes"),
                List.of("--sizes", "1000,"),
                List.of("--sizes", "0"),
                List.of("--sizes", "20000"),
                List.of("--patience", "soon"),
                List.of("--changes", "-1"),
                List.of("--load", "61"),
                List.of("--jvm", "--native"))) {
            var process = command(arguments);
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", arguments, output).isEqualTo(2);
            assertThat(output.lines())
                    .as("%s", arguments)
                    .singleElement()
                    .asString()
                    .startsWith("deploy/bench/node-proxy: ")
                    .contains(arguments.getFirst());
        }
    }

    @Test
    void help_names_every_option() throws Exception {
        var output = new String(command(List.of("--help")).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("--quick", "--sizes", "--patience", "--changes", "--load", "--alone", "--logs");
    }

    private static Process command(List<String> arguments) throws Exception {
        var command =
                new ArrayList<>(List.of(ROOT.resolve("deploy/bench/node-proxy").toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
