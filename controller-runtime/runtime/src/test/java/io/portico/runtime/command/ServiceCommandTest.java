package io.portico.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ServiceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger cleaned = new AtomicInteger();

    @Test
    void without_arguments_it_serves() {
        assertThat(run()).isZero();
        assertThat(served).hasValue(1);
    }

    @Test
    void help_names_every_command_and_starts_nothing() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "Usage: some-proxy", "Makes things reachable.", "--version", "cleanup", "Removes its tables.");
        assertThat(served).hasValue(0);
    }

    @Test
    void version_names_the_service_its_version_and_what_it_runs_on() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .matches("some-proxy \\d+\\.\\d+\\.\\d+\\S* \\((revision [0-9a-f]{7,}, )?Java 25\\S*\\)\\R");
        assertThat(served).hasValue(0);
    }

    @Test
    void a_command_does_its_work_with_its_options_instead_of_serving_and_its_result_is_the_exit_code() {
        assertThat(run("cleanup", "--wait", "7")).isEqualTo(3);
        assertThat(cleaned).hasValue(7);
        assertThat(served).hasValue(0);
    }

    @Test
    void a_command_has_help_of_its_own() {
        assertThat(run("cleanup", "--help")).isZero();
        assertThat(out.toString()).contains("some-proxy cleanup", "--wait=SECONDS");
        assertThat(cleaned).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clenaup        | there is no argument \"clenaup\" (did you mean cleanup?)",
                "--versoin      | there is no argument \"--versoin\" (did you mean --version?)",
                "reload         | there is no argument \"reload\";",
                "--port=80      | there is no argument \"--port=80\";",
                "cleanup --wiat 3 | there is no argument \"--wiat\" (did you mean --wait?)",
                "cleanup --wait soon | is not an int",
                "cleanup --wait | Missing required parameter",
            })
    void what_is_not_known_is_refused_by_name_and_nothing_is_done(String line, String sentence) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("some-proxy").contains(sentence).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
        assertThat(served).hasValue(0);
        assertThat(cleaned).hasValue(0);
    }

    @Test
    void a_command_that_fails_says_why_in_one_line() {
        assertThat(run("cleanup", "--wait", "-1")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("some-proxy cleanup: nft said no: Operation not permitted\n");
    }

    @ParameterizedTest
    @CsvSource({"''", "cleanup"})
    void neither_the_service_nor_a_command_works_with_settings_that_cannot(String line) {
        environment.put("PORTICO_NAMSEPACE", "shop");
        environment.put("QUARKUS_MANAGEMENT_PORT", "90000");
        assertThat(run(line.isEmpty() ? new String[0] : new String[] {line})).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                some-proxy: PORTICO_NAMSEPACE is no setting of some-proxy (did you mean PORTICO_NAMESPACE?)
                some-proxy: quarkus.management.port is 90000; write a port, 1 to 65535
                """);
        assertThat(served).hasValue(0);
        assertThat(cleaned).hasValue(0);
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("PORTICO_NAMESPACE=portico-system");
    }

    private int run(String... args) {
        return new ServiceCommand(
                        "some-proxy", "Makes things reachable.", Settings.shared(9000), environment, this::serve)
                .with(cleanup())
                .run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private int serve() {
        served.incrementAndGet();
        return 0;
    }

    private CommandSpec cleanup() {
        var wait = OptionSpec.builder("--wait")
                .type(int.class)
                .defaultValue("60")
                .paramLabel("SECONDS")
                .description("How long to try.")
                .build();
        Callable<Integer> work = () -> {
            int seconds = wait.getValue();
            if (seconds < 0) {
                throw new IllegalStateException("nft said no", new IllegalStateException("Operation not permitted"));
            }
            cleaned.set(seconds);
            return 3;
        };
        var spec = CommandSpec.wrapWithoutInspection(work).name("cleanup").addOption(wait);
        spec.usageMessage().description("Removes its tables.");
        return spec;
    }
}
