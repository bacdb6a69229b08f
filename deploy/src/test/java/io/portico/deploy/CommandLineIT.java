package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.playground.Flavour;
import io.portico.testkit.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The command lines of what this build has made: the fast-jars, or with {@code -Dcommands.flavour=native} the
 * executables.
 */
class CommandLineIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Flavour FLAVOUR =
            Flavour.valueOf(System.getProperty("commands.flavour", "jvm").toUpperCase(Locale.ROOT));

    static List<String> services() {
        return Flavour.SERVICES;
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_service_says_which_version_it_is(String service) {
        var result = Commands.attempt(command(List.of(), service, "--version"));
        assertThat(result.output()).matches(service + " \\d+\\.\\d+\\.\\d+\\S* \\(.*(Java 25|native).*\\)\\R");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_service_refuses_a_variable_that_is_none_of_its_settings_before_it_starts(String service) {
        var result = Commands.attempt(command(List.of("PORTICO_NAMSEPACE=shop", "PORTICO_NODE_NAME=node-a"), service));
        assertThat(result.output())
                .isEqualToNormalizingNewlines(service + ": PORTICO_NAMSEPACE is no setting of " + service
                        + " (did you mean PORTICO_NAMESPACE?)\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    private static List<String> command(List<String> environment, String service, String... arguments) {
        return Stream.of(List.of("env"), environment, FLAVOUR.command(ROOT, service), List.of(arguments))
                .flatMap(List::stream)
                .collect(ArrayList::new, List::add, List::addAll);
    }
}
