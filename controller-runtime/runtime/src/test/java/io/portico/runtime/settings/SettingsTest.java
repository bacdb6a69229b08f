package io.portico.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    /** One setting of each type that the services have. */
    @ConfigMapping(prefix = "portico.some")
    public interface SomeConfig {
        @WithDefault("8080")
        int port();

        @WithDefault("80")
        int otherPort();

        @WithDefault("5s")
        Duration timeout();

        @WithDefault("false")
        boolean verbose();

        @WithDefault("fast")
        Mode mode();

        enum Mode {
            FAST,
            CAREFUL
        }

        Optional<List<String>> addresses();

        Inner inner();

        interface Inner {
            @WithDefault("1")
            int most();
        }
    }

    private static final Settings<SomeConfig> SETTINGS =
            new Settings<>("portico.some", SomeConfig.class, 9000, Set.of("portico.node-name"), SettingsTest::check);

    @Test
    void defaults_have_no_fault() {
        assertThat(faults(Map.of())).isEmpty();
    }

    @Test
    void every_setting_is_known_by_its_variable_with_its_default() {
        assertThat(SETTINGS.variables())
                .containsEntry("PORTICO_NAMESPACE", "portico-system")
                .containsEntry("PORTICO_SOME_PORT", "8080")
                .containsEntry("PORTICO_SOME_ADDRESSES", "")
                .containsEntry("PORTICO_SOME_INNER_MOST", "1")
                .containsEntry("PORTICO_SOME_TIMEOUT", "5s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORTICO_SOME_PORT       | eighty | portico.some.port is \"eighty\"; write a whole number",
                "PORTICO_SOME_PORT       | 70000  | portico.some.port is 70000; write a port, 1 to 65535",
                "PORTICO_SOME_PORT       | -1     | portico.some.port is -1; write a port, 1 to 65535",
                "PORTICO_SOME_PORT       | 9000   | quarkus.management.port and portico.some.port are both 9000; each needs a port of its own",
                "PORTICO_SOME_OTHER_PORT | 8080   | portico.some.port and portico.some.other-port are both 8080; each needs a port of its own",
                "QUARKUS_MANAGEMENT_PORT | 8080   | quarkus.management.port and portico.some.port are both 8080; each needs a port of its own",
                "QUARKUS_MANAGEMENT_PORT | many   | quarkus.management.port is \"many\"; write a whole number",
                "PORTICO_SOME_TIMEOUT    | soon   | portico.some.timeout is \"soon\"; write a time such as 500ms, 10s or 5m",
                "PORTICO_SOME_TIMEOUT    | -5s    | portico.some.timeout is -5s; write 1ms or more, and no more than 24d",
                "PORTICO_SOME_TIMEOUT    | 0s     | portico.some.timeout is 0s; write 1ms or more, and no more than 24d",
                "PORTICO_SOME_TIMEOUT    | 100d   | portico.some.timeout is 8640000s; write 1ms or more, and no more than 24d",
                "PORTICO_SOME_VERBOSE    | yess   | portico.some.verbose is \"yess\"; write true or false",
                "PORTICO_SOME_MODE       | quick  | portico.some.mode is \"quick\"; write one of fast, careful",
                "PORTICO_SOME_INNER_MOST | ''     | portico.some.inner.most is empty; write a value or leave it out",
                "PORTICO_NODE_NAME       | ''     | portico.node-name is not set; it has no default, so set PORTICO_NODE_NAME",
                "PORTICO_NAMESPACE       | Shop!  | portico.namespace is \"Shop!\"; write a name of lower case letters, digits, dashes and dots, such as portico",
                "PORTICO_SOME_ADDRESSES  | https://lb.example.com | portico.some.addresses has \"https://lb.example.com\"; write an address or a host name alone, such as 192.0.2.1 or lb.example.com",
            })
    void a_value_that_cannot_work_is_refused_in_a_sentence(String variable, String value, String sentence) {
        assertThat(faults(Map.of(variable, value))).containsExactly(sentence);
    }

    @Test
    void all_faults_are_said_at_once() {
        assertThat(faults(Map.of(
                        "PORTICO_SOME_PORT", "eighty",
                        "PORTICO_SOME_TIMEOUT", "-5s",
                        "PORTICO_SOME_INNER_MOST", "0",
                        "PORTICO_SOME_MODE", "quick",
                        "PORTICO_SOME_PROT", "80")))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "2001:db8::1", "::1", "::ffff:192.0.2.1", "lb.example.com", "lb", "1a.example"})
    void addresses_and_host_names_are_taken(String host) {
        assertThat(faults(Map.of("PORTICO_SOME_ADDRESSES", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.300", "10.0.0", "1.2.3.4.5", "192.0.2.1:80", "lb.example.com/", "lb_1", "LB.example.com",
                        "fe80::1%eth0",
                "[::1]", "2001:db8::1::2", ":", "10.0.0.1/32", "a b", "-lb", "lb.", "a..b"
            })
    void what_is_neither_is_refused(String host) {
        assertThat(faults(Map.of("PORTICO_SOME_ADDRESSES", host)))
                .singleElement()
                .asString()
                .startsWith("portico.some.addresses has \"" + host + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "PORTICO_SOME_TIMEUOT,      (did you mean PORTICO_SOME_TIMEOUT?)",
        "PORTICO_SOME_INNERMOST,    (did you mean PORTICO_SOME_INNER_MOST?)",
        "portico_some_prot,         (did you mean PORTICO_SOME_PORT?)",
        "PORTICO_COMPLETELY_OTHER_THING, ; some --help names those that there are",
    })
    void a_variable_that_is_none_of_the_settings_is_refused_by_name(String variable, String hint) {
        assertThat(faults(Map.of(variable, "1")))
                .singleElement()
                .asString()
                .startsWith(variable + " is no setting of some")
                .endsWith(hint);
    }

    @Test
    void a_system_property_that_is_none_of_the_settings_is_refused_by_name() {
        var properties = Map.of("portico.some.prot", "80", "user.dir", "/", "portico.some.port", "81");
        assertThat(SETTINGS.faults("some", Map.of("PORTICO_NODE_NAME", "a"), properties)
                        .sentences())
                .containsExactly("portico.some.prot is no setting of some (did you mean PORTICO_SOME_PORT?)");
    }

    @Test
    void elements_of_lists_and_names_with_dots_are_known() {
        assertThat(faults(Map.of("PORTICO_SOME_ADDRESSES_0_", "192.0.2.1", "portico.some.port", "81")))
                .isEmpty();
    }

    @Test
    void what_kubernetes_adds_for_services_and_the_build_for_tests_is_no_setting_of_anybody() {
        assertThat(faults(Map.of(
                        "PORTICO_INGRESS_CONTROLLER_SERVICE_HOST", "10.0.0.1",
                        "PORTICO_INGRESS_CONTROLLER_SERVICE_PORT", "80",
                        "PORTICO_INGRESS_CONTROLLER_SERVICE_PORT_HTTPS", "443",
                        "PORTICO_INGRESS_CONTROLLER_PORT", "tcp://10.0.0.1:80",
                        "PORTICO_INGRESS_CONTROLLER_PORT_80_TCP", "tcp://10.0.0.1:80",
                        "PORTICO_INGRESS_CONTROLLER_PORT_80_TCP_ADDR", "10.0.0.1",
                        "PORTICO_OWN_NETWORK", "1",
                        "PORTICO_REQUIRE_ALL_TESTS", "true",
                        "PORTICO_TEST_JDK", "/jdk")))
                .isEmpty();
    }

    @Test
    void a_service_whose_variable_is_that_of_a_setting_is_told_of() {
        assertThat(faults(Map.of("PORTICO_SOME_SERVICE_HOST", "10.0.0.1", "PORTICO_SOME_PORT", "tcp://10.0.0.1:80")))
                .containsExactly("portico.some.port is \"tcp://10.0.0.1:80\"; Kubernetes set it for a Service of such a"
                        + " name: set enableServiceLinks: false");
    }

    private static List<String> faults(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("PORTICO_NODE_NAME", "node-a"));
        all.putAll(environment);
        return SETTINGS.faults("some", all, Map.of()).sentences();
    }

    private static void check(SomeConfig config, Faults faults) {
        faults.port("portico.some.port", config.port());
        faults.port("portico.some.other-port", config.otherPort());
        faults.duration("portico.some.timeout", config.timeout(), Duration.ofMillis(1));
        faults.number("portico.some.inner.most", config.inner().most(), 1, 10);
        faults.hosts("portico.some.addresses", config.addresses().orElse(List.of()));
    }
}
