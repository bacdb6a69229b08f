package io.portico.ingress.model.annotations;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether an annotation's value keeps requests out. What cannot be read counts as if it did; ingress-nginx answers 503
 * for values it cannot read as well ({@code LocationDenied}).
 */
@FunctionalInterface
public interface Restriction {
    /** No value does. */
    Restriction NEVER = _ -> Optional.empty();

    /** Every value does, an empty one too: a template whose variable was empty must not open anything. */
    Restriction ALWAYS = _ -> Optional.of("");

    /** Every value but those that Go's {@code strconv.ParseBool} takes for false, as ingress-nginx reads them. */
    Restriction UNLESS_FALSE = value -> falseIsWritten(value) ? Optional.empty() : Optional.of("");

    /** Every value but 0, which means no limit. */
    Restriction UNLESS_ZERO = value -> value.strip().matches("0+") ? Optional.empty() : Optional.of("");

    /**
     * Every list of addresses but one that holds all of IPv4 and all of IPv6, as cert-manager writes it on its
     * challenge Ingresses.
     */
    Restriction UNLESS_EVERYBODY = value -> everybodyIsWritten(value) ? Optional.empty() : Optional.of("");

    /** Configuration of nginx with a directive that keeps requests out. */
    Restriction BY_DIRECTIVE = value -> {
        var directives = SnippetDirectives.restrictingIn(value);
        return directives.isEmpty()
                ? Optional.empty()
                : Optional.of("nginx configuration with " + String.join(", ", directives));
    };

    /** Words for what the value does, empty where the annotation's meaning says it; absent when it keeps nobody out. */
    Optional<String> in(String value);

    private static boolean falseIsWritten(String value) {
        return Set.of("0", "f", "F", "false", "FALSE", "False").contains(value);
    }

    private static boolean everybodyIsWritten(String value) {
        var ranges = Arrays.stream(value.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        return ranges.containsAll(List.of("0.0.0.0/0", "::/0"));
    }
}
