package io.portico.playground.kubelet.logs;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code kubectl logs} asks a kubelet for: {@code /containerLogs/NAMESPACE/POD/CONTAINER?OPTIONS}. Pure.
 *
 * @param lines how many of the last; empty for all
 * @param bytes how many at most; empty for all
 * @param previous whether the run before the present one is meant
 * @param follow whether to go on until the run has ended
 */
record LogRequest(
        String namespace,
        String pod,
        String container,
        OptionalLong lines,
        OptionalLong bytes,
        boolean previous,
        boolean follow) {

    /** @throws IllegalArgumentException in words, for what is not known here */
    static LogRequest of(URI uri) {
        var path = uri.getPath().split("/", -1);
        if (path.length != 5 || !path[1].equals("containerLogs")) {
            throw new IllegalArgumentException(
                    "the playground's kubelet knows /containerLogs/NAMESPACE/POD/CONTAINER, not " + uri.getPath());
        }
        var options = options(uri);
        for (var absent : new String[] {"timestamps", "sinceSeconds", "sinceTime"}) {
            if (!options.getOrDefault(absent, "false").equals("false")) {
                throw new IllegalArgumentException(
                        "the playground does not note when a line was printed: leave out " + absent);
            }
        }
        return new LogRequest(
                path[2],
                path[3],
                path[4],
                number(options, "tailLines"),
                number(options, "limitBytes"),
                isTrue(options, "previous"),
                isTrue(options, "follow"));
    }

    private static Map<String, String> options(URI uri) {
        var options = new HashMap<String, String>();
        for (var option : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            var equals = option.indexOf('=');
            if (equals > 0) {
                options.put(
                        option.substring(0, equals),
                        URLDecoder.decode(option.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return options;
    }

    private static boolean isTrue(Map<String, String> options, String name) {
        return options.getOrDefault(name, "").equals("true");
    }

    private static OptionalLong number(Map<String, String> options, String name) {
        var text = options.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is \"" + text + "\", which is no number", e);
        }
    }
}
