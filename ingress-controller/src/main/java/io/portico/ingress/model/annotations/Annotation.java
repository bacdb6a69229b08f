package io.portico.ingress.model.annotations;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One annotation of ingress-nginx.
 *
 * @param name without its prefix
 * @param aliases other names for the same
 * @param meaning what it does there, in a few words
 * @param restriction whether a value of it keeps requests out
 */
public record Annotation(String name, List<String> aliases, String meaning, Restriction restriction) {

    /** One that keeps no request out, whether it is followed here or not. */
    static Annotation harmless(String name, String meaning) {
        return new Annotation(name, List.of(), meaning, Restriction.NEVER);
    }

    /** One that keeps requests out, and that cannot be followed here yet. */
    static Annotation restricting(String name, String meaning, Restriction restriction, String... aliases) {
        return new Annotation(name, List.of(aliases), meaning, restriction);
    }

    /** Its name and its aliases. */
    Stream<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }

    /** Whether some value of it keeps requests out. */
    boolean mayRestrict() {
        return !restriction.equals(Restriction.NEVER);
    }

    /** What this value does to keep requests out, in a few words; empty when it keeps none out. */
    Optional<String> restrictionIn(String value) {
        return restriction.in(value).map(words -> words.isEmpty() ? meaning : words);
    }
}
