package io.portico.bench.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.bench.Percentiles;
import io.portico.bench.routes.Site.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The benchmark's command line, and how it sums up. */
class RoutesBenchTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void arguments_that_make_no_sense_get_one_line_and_exit_code_2() throws Exception {
        for (var arguments : List.of(
                List.of("--fast"),
                List.of("--ingresses"),
                List.of("--ingresses", "10"),
                List.of("--rounds", "0"),
                List.of("--against"),
                List.of("--against", "/nowhere"))) {
            var process = command(arguments);
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", arguments, output).isEqualTo(2);
            assertThat(output.lines())
                    .as("%s", arguments)
                    .singleElement()
                    .asString()
                    .startsWith("deploy/bench/routes: ")
                    .contains(arguments.getFirst());
        }
    }

    @Test
    void help_names_every_option() throws Exception {
        var output = new String(command(List.of("--help")).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("--quick", "--ingresses", "--rounds", "--against");
    }

    @Test
    void numbers_are_medians_of_the_rounds_and_ratios_are_ours_to_the_others() {
        var results = new Results();
        var ours = new Build("this build", Path.of("a"));
        var other = new Build("the other", Path.of("b"));
        for (var round : List.of(3, 1, 2)) {
            results.add(ours, trial(10 * round, 1000 * round));
            results.add(other, trial(20 * round, 4000 * round));
        }
        assertThat(results.line(ours)).isEqualTo("routes change_p50_ms=20.0 change_p99_ms=20.0 allocated_kb=2");
        assertThat(results.ratios(ours, other).toString()).startsWith("ratio p50=0.50 p99=0.50 allocated=0.25 ");
        assertThat(results.table().toString()).contains("this build, Ingress", "the other, EndpointSlice");
    }

    private static Trial trial(int millis, double bytes) {
        var change = new Trial.Change(Percentiles.of(List.of(Duration.ofMillis(millis))), bytes);
        return new Trial(Map.of(Kind.INGRESS, change, Kind.ENDPOINTS, change), 1, 1);
    }

    private static Process command(List<String> arguments) throws Exception {
        var command =
                new ArrayList<>(List.of(ROOT.resolve("deploy/bench/routes").toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
