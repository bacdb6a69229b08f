package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service says to settings with which it cannot work.
 *
 * @param service its name
 * @param prefix of its variables: {@code PORTICO_ENDPOINTS_}
 * @param always the variables that must be set
 */
public record RefusedSettings(String service, String prefix, Settings<?> settings, Map<String, String> always) {
    /** Where nothing must be set. */
    public RefusedSettings(String service, String prefix, Settings<?> settings) {
        this(service, prefix, settings, Map.of());
    }

    /** What it says to those variables, beside those that must be set: a sentence a fault. */
    public List<String> sentences(Map<String, String> variables) {
        var environment = new HashMap<>(always);
        variables.forEach((name, value) -> environment.put(prefix + name, value));
        return settings.faults(service, environment, Map.of()).sentences();
    }

    /** Asserts that it works where nobody sets anything that need not be set. */
    public void assertDefaultsWork() {
        assertThat(sentences(Map.of())).isEmpty();
    }

    /** Asserts that it has one thing to say to this variable, which begins so. */
    public void assertRefused(String name, String value, String sentence) {
        assertThat(sentences(Map.of(name, value))).singleElement().asString().startsWith(sentence);
    }
}
