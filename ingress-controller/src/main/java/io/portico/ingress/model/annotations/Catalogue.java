package io.portico.ingress.model.annotations;

import io.portico.ingress.model.routing.Filter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The annotations that are known, found by name, and the restricting ones also by a name that resembles theirs. */
public final class Catalogue {
    /** Letters that may be wrong in a restricting name. */
    private static final int MISTAKES = 2;

    private static final String CLIENT_CERTIFICATES = "auth-tls-";

    private final Map<String, Annotation> byName = new HashMap<>();
    private final List<Spelt> restricting;
    private final List<Concern> concerns;
    private final Set<Annotation> taken;
    private final Annotation anyClientCertificate;
    private final Annotation anySnippet;

    /** A restricting annotation under one of its names, in plain spelling. */
    private record Spelt(String name, Annotation annotation) {}

    /**
     * @param annotations all of them
     * @param concerns who follows some of them
     * @param anyClientCertificate what an unknown name that begins with {@code auth-tls-} is taken for
     * @param anySnippet what an unknown name that ends in {@code -snippet} is taken for
     */
    Catalogue(
            Collection<Annotation> annotations,
            List<Concern> concerns,
            Annotation anyClientCertificate,
            Annotation anySnippet) {
        for (var annotation : annotations) {
            annotation.names().forEach(name -> {
                if (byName.putIfAbsent(name, annotation) != null) {
                    throw new IllegalArgumentException("two annotations have the name " + name);
                }
            });
        }
        this.restricting = annotations.stream()
                .filter(Annotation::mayRestrict)
                .flatMap(annotation -> annotation.names().map(name -> new Spelt(Spelling.plain(name), annotation)))
                .toList();
        this.concerns = List.copyOf(concerns);
        this.taken = concerns.stream()
                .flatMap(concern -> concern.annotations().stream())
                .collect(Collectors.toUnmodifiableSet());
        this.anyClientCertificate = anyClientCertificate;
        this.anySnippet = anySnippet;
    }

    /** The annotation of exactly this name. */
    public Optional<Annotation> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The annotation that may keep requests out and that the author of this name, which is none, may have meant: the
     * same in another spelling, one with at most two letters wrong, or one of a restricting family.
     */
    public Optional<Annotation> restrictingLike(String name) {
        return restrictingLike(name, MISTAKES);
    }

    /** As {@link #restrictingLike(String)}, but only the spelling may differ. */
    public Optional<Annotation> restrictingSpelt(String name) {
        return restrictingLike(name, 0);
    }

    private Optional<Annotation> restrictingLike(String name, int mistakes) {
        var plain = Spelling.plain(name);
        return restricting.stream()
                .filter(candidate -> Spelling.distance(plain, candidate.name, mistakes) <= mistakes)
                .min(Comparator.comparingInt(candidate -> Spelling.distance(plain, candidate.name, mistakes)))
                .map(Spelt::annotation)
                .or(() -> familyOf(plain));
    }

    private Optional<Annotation> familyOf(String plain) {
        if (plain.startsWith(CLIENT_CERTIFICATES)) {
            return Optional.of(anyClientCertificate);
        }
        return plain.endsWith("-snippet") || plain.endsWith("-snippets") ? Optional.of(anySnippet) : Optional.empty();
    }

    /** Whether the annotation of exactly this name is followed here. */
    public boolean isTaken(String name) {
        return find(name).filter(taken::contains).isPresent();
    }

    /** What these values ask for, in the order of the concerns. */
    public List<Filter> filters(AnnotationValues values) {
        return concerns.stream()
                .flatMap(concern -> concern.filters(values).stream())
                .toList();
    }

    /** All, each once. */
    public List<Annotation> all() {
        return byName.values().stream()
                .distinct()
                .sorted(Comparator.comparing(Annotation::name))
                .toList();
    }
}
