package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.portico.runtime.settings.Settings;
import io.portico.testkit.Golden;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds together the settings that the services declare, the chart's values, its schema and docs/settings.md. Who adds
 * a setting adds a value with a comment to values.yaml, a description to values.schema.json (and {@code examples} where
 * no other value can be guessed) and a line to the service's template; then this test rewrites the page with
 * {@code -Dgolden.update=true}.
 */
class SettingsTest {
    private static final Path PAGE = Path.of("../docs/settings.md");

    /** The interfaces that declare settings, by the service that has them; all have the runtime's. */
    private static final Map<String, List<Class<?>>> DECLARED = Stream.of(
                    "endpoints-controller", "node-proxy", "ingress-controller", "default-backend", "cert-manager-lite")
            .collect(Collectors.toMap(
                    service -> service,
                    service -> Stream.of("controller-runtime/runtime", service)
                            .flatMap(SettingsTest::declared)
                            .toList()));

    /** Those that are not for a user: the pod's own facts, and names of other objects of the chart. */
    private static final Set<String> FIXED = Set.of(
            "PORTICO_NAMESPACE",
            "PORTICO_POD_NAME",
            "PORTICO_NODE_NAME",
            "PORTICO_INGRESS_DEFAULT_BACKEND",
            "PORTICO_INGRESS_PUBLISH_SERVICE");

    /** Those that the chart makes of other values. */
    private static final Set<String> DERIVED = Set.of("PORTICO_INGRESS_DRAIN_TIMEOUT", "PORTICO_INGRESS_REDIRECT_PORT");

    /** What a value needs beside it before it means anything. */
    private static final Map<String, Map<String, ?>> COMPANIONS = Map.of(
            "apiServer.port",
            Map.of("apiServer.host", "192.0.2.10"),
            "nodeProxy.podBridgeInterface",
            Map.of("nodeProxy.detectLocalMode", "BridgeInterface"),
            "nodeProxy.podInterfaceNamePrefix",
            Map.of("nodeProxy.detectLocalMode", "InterfaceNamePrefix"),
            "ingressController.proxyProtocol",
            Map.of("ingressController.trustedProxies", List.of("10.0.0.0/8")));

    private static final String DEFAULT = Chart.render(Map.of());
    private static final Map<String, Map<String, String>> DEFAULT_ENVIRONMENTS = Chart.environments(DEFAULT);
    private static final List<ChartValue> VALUES = ChartValue.all();
    /** The chart with another value in one place, by that value's path. */
    private static final Map<String, String> RENDERED =
            VALUES.stream().collect(Collectors.toMap(ChartValue::path, value -> Chart.render(with(value))));

    /** Which variables, each after its service, a value sets. */
    private static final Map<String, Set<String>> CHOSEN = variablesByValue();

    @Test
    void every_setting_can_be_chosen_by_a_value_of_the_chart() {
        var chosen = CHOSEN.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        DECLARED.keySet()
                .forEach(service -> assertThat(variables(service).keySet())
                        .as("settings of %s", service)
                        .allSatisfy(variable -> assertThat(
                                        FIXED.contains(variable) || chosen.contains(service + " " + variable))
                                .as("some value of the chart sets %s", variable)
                                .isTrue()));
    }

    @Test
    void the_chart_sets_nothing_that_a_service_does_not_know() {
        Chart.environments(DEFAULT)
                .forEach((service, environment) -> assertThat(environment.keySet())
                        .as(service)
                        .filteredOn(variable -> variable.startsWith("PORTICO_"))
                        .isSubsetOf(variables(service).keySet()));
    }

    @Test
    void what_the_chart_sets_by_default_is_what_the_service_has_by_default() {
        DEFAULT_ENVIRONMENTS.forEach((service, environment) -> {
            var defaults = variables(service);
            environment.forEach((variable, value) -> {
                if (defaults.containsKey(variable) && !FIXED.contains(variable) && !DERIVED.contains(variable)) {
                    assertThat(value).as("%s of %s", variable, service).isEqualTo(defaults.get(variable));
                }
            });
        });
    }

    @Test
    void no_value_is_without_effect() {
        assertThat(VALUES)
                .allSatisfy(value -> assertThat(RENDERED.get(value.path()).equals(DEFAULT))
                        .as("the chart is the same with %s=%s", value.path(), value.other())
                        .isFalse());
    }

    @Test
    void every_value_has_a_sentence_in_the_schema_and_in_values_yaml() {
        var commented = commented(Chart.text("values.yaml"));
        assertThat(VALUES).allSatisfy(value -> {
            assertThat(value.description())
                    .as("description of %s in values.schema.json", value.path())
                    .endsWith(".");
            assertThat(commented.getOrDefault(value.path(), false))
                    .as("a comment above %s in values.yaml, or above what it is in", value.path())
                    .isTrue();
        });
    }

    @Test
    void every_value_in_values_yaml_is_in_the_schema() {
        assertThatCode(() -> Chart.render(Map.of())).doesNotThrowAnyException();
        assertThat(VALUES.stream().map(ChartValue::path).toList())
                .containsExactlyInAnyOrderElementsOf(leaves("", Chart.file("values.yaml")));
    }

    @Test
    void the_interfaces_that_declare_settings_are_found() {
        assertThat(DECLARED.get("node-proxy"))
                .extracting(Class::getSimpleName)
                .contains("PorticoConfig", "NodeProxyConfig");
    }

    @Test
    void the_page_lists_every_value() {
        Golden.assertMatches(PAGE, page());
    }

    private static String page() {
        var variables = CHOSEN;
        var page = new StringBuilder("""
                # Settings

                Each value of the chart, its default, and the environment variable by which the service gets it. Written by the build from
                `values.yaml` and `values.schema.json`: change those, then run `./mvnw -pl deploy -am verify -Dgolden.update=true`.
                A value that cannot work is refused by the chart, and by the service, too: [the command line](install.md#the-command-line).
                """);
        var section = "";
        for (var value : VALUES) {
            var dot = value.path().indexOf('.');
            var now = dot < 0 ? "" : value.path().substring(0, dot);
            if (!now.equals(section) || page.indexOf("| value |") < 0) {
                page.append("\n## ").append(now.isEmpty() ? "All" : now).append("\n\n");
                page.append("| value | default | variable | |\n|---|---|---|---|\n");
                section = now;
            }
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            value.path(),
                            text(value.fallback()),
                            variables.getOrDefault(value.path(), Set.of()).stream()
                                    .map(variable -> "`" + variable.substring(variable.indexOf(' ') + 1) + "`")
                                    .distinct()
                                    .collect(Collectors.joining(", ")),
                            value.description()));
        }
        return page.toString();
    }

    private static String text(Object fallback) {
        var text = fallback instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(fallback);
        return text.isEmpty() || text.equals("{}") ? "–" : "`" + text + "`";
    }

    /** Which variables, each after its service, are others with another value. */
    private static Map<String, Set<String>> variablesByValue() {
        var result = new LinkedHashMap<String, Set<String>>();
        for (var value : VALUES) {
            var changed = changed(RENDERED.get(value.path()));
            COMPANIONS
                    .getOrDefault(value.path(), Map.of())
                    .keySet()
                    .forEach(companion -> changed.removeAll(changed(RENDERED.get(companion))));
            result.put(value.path(), changed);
        }
        return result;
    }

    private static Set<String> changed(String rendered) {
        var changed = new TreeSet<String>();
        Chart.environments(rendered)
                .forEach((service, environment) -> environment.forEach((variable, text) -> {
                    if (!text.equals(DEFAULT_ENVIRONMENTS.get(service).get(variable))) {
                        changed.add(service + " " + variable);
                    }
                }));
        return changed;
    }

    private static Map<String, Object> with(ChartValue value) {
        var values = new HashMap<String, Object>(COMPANIONS.getOrDefault(value.path(), Map.of()));
        values.put(value.path(), value.other());
        return values;
    }

    /** Each variable of that service, with its default. */
    private static Map<String, String> variables(String service) {
        var variables = new TreeMap<String, String>();
        DECLARED.getOrDefault(service, List.of())
                .forEach(type -> variables.putAll(
                        new Settings<>(type.getAnnotation(ConfigMapping.class).prefix(), type, 0, (_, _) -> {})
                                .variables()));
        return variables;
    }

    /** Found in the sources, so that nobody has to name a new one here. */
    private static Stream<Class<?>> declared(String module) {
        var sources = Path.of("..", module, "src/main/java");
        try (var files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> read(file).contains("\n@ConfigMapping("))
                    .map(file -> sources.relativize(file)
                            .toString()
                            .replace(".java", "")
                            .replace('/', '.'))
                    .<Class<?>>map(SettingsTest::loaded)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " is not among the test's classes: see deploy/pom.xml", e);
        }
    }

    private static List<String> leaves(String prefix, Map<?, ?> values) {
        var leaves = new ArrayList<String>();
        values.forEach((key, value) -> {
            var path = prefix + key;
            if (value instanceof Map<?, ?> map && !map.isEmpty() && !path.endsWith("resources")) {
                leaves.addAll(leaves(path + ".", map));
            } else {
                leaves.add(path);
            }
        });
        return leaves;
    }

    /** Of each key, whether a comment is right above it, or above the key that it is in. */
    private static Map<String, Boolean> commented(String yaml) {
        var result = new TreeMap<String, Boolean>();
        var path = new ArrayList<String>();
        var above = false;
        for (var line : yaml.lines().toList()) {
            var text = line.strip();
            if (text.startsWith("#") || text.isEmpty()) {
                above = text.startsWith("#");
                continue;
            }
            var depth = (line.length() - line.stripLeading().length()) / 2;
            while (path.size() > depth) {
                path.removeLast();
            }
            var parent = String.join(".", path);
            path.add(text.substring(0, text.indexOf(':')));
            var here = String.join(".", path);
            result.put(here, above || result.getOrDefault(parent, false));
            // {qps: 0, burst: 100} in one line
            if (text.contains("{") && !text.endsWith("{}")) {
                for (var inner : text.substring(text.indexOf('{') + 1).split(",", -1)) {
                    result.put(
                            here + "." + inner.substring(0, inner.indexOf(':')).strip(), result.get(here));
                }
            }
            above = false;
        }
        return result;
    }
}
