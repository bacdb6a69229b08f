package io.portico.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/playground} as a command. */
class PlaygroundCommandIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Where the command notes who runs; the only thing outside of its own mounts. */
    @TempDir
    Path state;

    private record Ended(int exitCode, String output) {}

    @Test
    void help_names_every_command() throws Exception {
        var help = run("--help");
        assertThat(help.exitCode).isZero();
        assertThat(help.output).contains("up", "status", "kubectl", "curl", "shell", "logs", "down", "--native");
    }

    @Test
    void help_is_given_after_any_word_and_among_options() throws Exception {
        var help = run("--help").output;
        for (var command : List.of(
                "up --help",
                "--jvm -h",
                "status --help",
                "shell -h",
                "logs --help",
                "logs node-proxy --help",
                "down -h")) {
            var ended = run(command.split(" "));
            assertThat(ended.exitCode).as(command).isZero();
            assertThat(ended.output).as(command).isEqualTo(help);
        }
        for (var command : List.of("kubectl --help", "curl -h")) {
            assertThat(run(command.split(" ")).output)
                    .as("%s, while there is no playground to ask", command)
                    .isEqualTo(help);
        }
    }

    @Test
    void the_status_of_no_playground_is_exit_code_3() throws Exception {
        var ended = run("status");
        assertThat(ended.exitCode).isEqualTo(3);
        assertThat(ended.output.strip()).isEqualTo("no playground is up");
    }

    @Test
    void an_unknown_word_gets_one_line_and_exit_code_2() throws Exception {
        var ended = run("upp");
        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.output.lines()).singleElement().asString().contains("\"upp\"", "--help");
    }

    @Test
    void asking_a_playground_that_is_not_up_gets_one_line_and_exit_code_2() throws Exception {
        for (var command : List.of(List.of("kubectl", "get", "pods"), List.of("curl", "http://x"), List.of("shell"))) {
            var ended = run(command.toArray(String[]::new));
            assertThat(ended.exitCode).as("%s", command).isEqualTo(2);
            assertThat(ended.output.lines()).singleElement().asString().contains("deploy/playground up");
        }
    }

    @Test
    void logs_of_nothing_gets_one_line_and_exit_code_2() throws Exception {
        var ended = run("logs");
        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.output.lines()).singleElement().asString().contains("ingress-controller");
    }

    @Test
    @Requires({Need.KUBE_API, Need.NFT})
    void ctrl_c_leaves_no_process_and_no_file() throws Exception {
        endsWithout("-INT");
    }

    @Test
    @Requires({Need.KUBE_API, Need.NFT})
    void a_kill_leaves_no_process() throws Exception {
        endsWithout("-KILL");
    }

    private void endsWithout(String signal) throws Exception {
        assumeThat(ROOT.startsWith("/tmp"))
                .as("pods have a volume of their own at /tmp")
                .isFalse();
        var log = state.resolve("log").toFile();
        // A session of its own, as a terminal's Ctrl-C goes to a whole process group.
        var playground = command(List.of("setsid", script(), "up"), log).start();
        try {
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(run("kubectl", "get", "pods", "-n", "portico-system").output)
                            .as(Files.readString(log.toPath()))
                            .contains("portico-node-proxy"));
            assertThat(run("curl", "-sk", "https://172.31.0.1:1/").exitCode)
                    .as("the client reaches the control plane, where nobody listens on port 1")
                    .isEqualTo(7);
            assertThat(run("kubectl", "--help").output).contains("kubectl controls the Kubernetes cluster manager");
            var status = run("status");
            assertThat(status.output).contains("a playground is up (jvm, up)", "node-a", "pods are ready");
            assertThat(status.exitCode).as(status.output).isIn(0, 1);
            var inside = descendants(playground);
            assertThat(inside).as("etcd and kube-apiserver at least").hasSizeGreaterThan(2);

            new ProcessBuilder("kill", signal, "--", (signal.equals("-INT") ? "-" : "") + playground.pid())
                    .start()
                    .waitFor();
            assertThat(playground.waitFor(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> inside.stream().noneMatch(ProcessHandle::isAlive));
            var ended = run("kubectl", "get", "pods");
            assertThat(ended.exitCode).isEqualTo(2);
            assertThat(state.toFile().list()).containsExactly("log");
        } finally {
            playground.destroyForcibly();
        }
    }

    private static List<ProcessHandle> descendants(Process process) {
        return process.descendants().toList();
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(script()));
        command.addAll(List.of(arguments));
        var process = command(command, null).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static String script() {
        return ROOT.resolve("deploy/playground").toString();
    }

    private ProcessBuilder command(List<String> command, File log) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (log != null) {
            builder.redirectOutput(log);
        }
        // This JVM's network is its own already; the playground is to make another.
        builder.environment().remove("PORTICO_OWN_NETWORK");
        builder.environment().put("TMPDIR", state.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }
}
