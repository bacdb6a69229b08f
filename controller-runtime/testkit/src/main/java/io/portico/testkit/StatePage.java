package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An answer of {@code GET /state}, as a parser of YAML understands it.
 *
 * @param keys of the document, in its order
 */
public record StatePage(String text, Map<String, Object> keys) {
    private static final List<String> KEYS =
            List.of("service", "version", "node", "pod", "since", "leader", "watches", "problems", "model");
    private static final int TELLING = 24;

    /** Parses it, and asserts what holds for every service. */
    public static StatePage of(String text) {
        var page = new StatePage(text, map(new Load(LoadSettings.builder().build()).loadFromString(text)));
        assertThat(page.keys.keySet()).containsExactlyElementsOf(KEYS);
        assertThat(String.valueOf(page.keys.get("version"))).matches("\\d+\\.\\d+.*");
        assertThat(Instant.parse(String.valueOf(page.keys.get("since")))).isBefore(Instant.now());
        assertThat(page.keys.get("pod")).isInstanceOf(String.class);
        assertThat(page.keys.get("problems")).isInstanceOf(List.class);
        map(page.keys.get("watches"))
                .forEach((what, heard) -> assertThat(map(heard).keySet())
                        .as(what)
                        .containsExactly(
                                "synced", "listAgeSeconds", "eventAgeSeconds", "failureAgeSeconds", "failure"));
        return page;
    }

    /** Who leads; empty where nobody needs to. */
    public Map<String, Object> leader() {
        return keys.get("leader") == null ? Map.of() : map(keys.get("leader"));
    }

    /** Whether the replica that was asked leads. */
    public boolean leads() {
        return Boolean.TRUE.equals(leader().get("leads"));
    }

    /** What is watched and was seen whole. */
    public Set<String> watches() {
        var watches = map(keys.get("watches"));
        watches.values()
                .removeIf(heard -> !Boolean.TRUE.equals(map(heard).get("synced"))
                        || map(heard).get("listAgeSeconds") == null);
        return watches.keySet();
    }

    /** What the service itself believes. */
    public Map<String, Object> model() {
        return map(keys.get("model"));
    }

    /** One key of {@link #model}. */
    public @Nullable Object model(String key) {
        return model().get(key);
    }

    /**
     * Asserts that nothing of these Secrets is in it.
     *
     * @param secrets the {@code data} of each, not empty
     */
    public void assertWithout(List<Map<String, String>> secrets) {
        assertThat(secrets).isNotEmpty();
        for (var secret : secrets) {
            secret.forEach((key, encoded) -> {
                var plain = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
                for (var telling : List.of(encoded, plain, plain.replaceAll("-----[A-Z ]*-----|\\s", ""))) {
                    for (var i = 0; i + TELLING <= telling.length(); i += TELLING) {
                        assertThat(text).as(key).doesNotContain(telling.substring(i, i + TELLING));
                    }
                }
            });
        }
    }

    private static Map<String, Object> map(@Nullable Object value) {
        var map = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) Objects.requireNonNull(value, "a map is missing"))
                .forEach((key, entry) -> map.put(String.valueOf(key), entry));
        return map;
    }
}
