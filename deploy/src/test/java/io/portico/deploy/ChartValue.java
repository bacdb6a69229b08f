package io.portico.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One value of the chart, as the schema declares it.
 *
 * @param path as {@code nodeProxy.relay.drain}
 * @param schema its node, with what {@code $ref} refers to
 * @param fallback what it is in values.yaml
 */
record ChartValue(String path, Map<String, Object> schema, Object fallback) {
    /** All of them; those that hold others are not among them. */
    static List<ChartValue> all() {
        var schema = Chart.file("values.schema.json");
        var values = new ArrayList<ChartValue>();
        collect("", map(schema.get("properties")), Chart.file("values.yaml"), map(schema.get("definitions")), values);
        return values;
    }

    /** A sentence; empty where there is none. */
    String description() {
        return Objects.toString(schema.get("description"), "");
    }

    /** Another value that it may have. */
    Object other() {
        if (schema.get("examples") instanceof List<?> examples) {
            return examples.getFirst();
        }
        if (schema.get("enum") instanceof List<?> choices) {
            return choices.stream()
                    .filter(choice -> !choice.equals(fallback))
                    .findFirst()
                    .orElseThrow();
        }
        return switch (fallback) {
            case Boolean truth -> !truth;
            case Integer number ->
                number < (Integer) schema.getOrDefault("maximum", Integer.MAX_VALUE) ? number + 1 : number - 1;
            default ->
                throw new AssertionError(
                        path + " has no \"examples\" in values.schema.json: name a value that" + " is not the default");
        };
    }

    private static void collect(
            String prefix,
            Map<String, Object> properties,
            Map<String, Object> defaults,
            Map<String, Object> definitions,
            List<ChartValue> values) {
        properties.forEach((key, value) -> {
            var node = new HashMap<>(map(value));
            if (node.get("$ref") instanceof String ref) {
                map(definitions.get(ref.substring(ref.lastIndexOf('/') + 1))).forEach(node::putIfAbsent);
            }
            var path = prefix + key;
            if (node.containsKey("properties")) {
                collect(path + ".", map(node.get("properties")), map(defaults.get(key)), definitions, values);
            } else if (!path.equals("global")) { // Helm's own
                values.add(new ChartValue(path, node, Objects.requireNonNull(defaults.get(key), path)));
            }
        });
    }

    @SuppressWarnings("unchecked") // a mapping has texts for keys
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
