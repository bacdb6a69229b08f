package io.portico.ingress.model.translate;

import io.portico.runtime.Problem;
import io.portico.runtime.values.PersistentMap;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What is wrong, by what found it, so that the difference between two moments is found without looking at all.
 *
 * @param bySource without empty lists
 */
public record Problems(PersistentMap<Source, List<Problem>> bySource) {
    private static final Problems NONE = new Problems(PersistentMap.empty());

    /** Nothing is wrong. */
    public static Problems none() {
        return NONE;
    }

    /**
     * Who found it.
     *
     * @param step the step of the translation
     * @param subject the object or host that it looked at
     */
    public record Source(String step, String subject) {}

    /** With what that step finds wrong with the subject now. */
    public Problems with(String step, Object subject, List<Problem> found) {
        var source = new Source(step, subject.toString());
        return (found.isEmpty() && bySource.get(source) == null) || found.equals(bySource.get(source))
                ? this
                : new Problems(bySource.put(source, found.isEmpty() ? null : found));
    }

    /** All of them, each once, sorted. */
    public List<Problem> all() {
        var all = new TreeSet<Problem>();
        bySource.forEach((_, found) -> all.addAll(found));
        return List.copyOf(all);
    }

    /** Those of one source. */
    public Collection<Problem> of(Source source) {
        var found = bySource.get(source);
        return found == null ? List.of() : found;
    }
}
