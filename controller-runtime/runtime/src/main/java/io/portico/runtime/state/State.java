package io.portico.runtime.state;

import io.portico.runtime.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service says of itself.
 *
 * @param leader who writes; empty where each replica works for itself
 * @param problems what is wrong with users' objects now, as this replica sees it
 * @param model what it believes: texts, numbers, booleans, null, and lists and maps of these, shown in their order. A
 *     text of several lines is shown as a block. Never holds what a Secret holds
 */
public record State(
        Optional<Leader> leader, Collection<Problem> problems, Map<String, ? extends @Nullable Object> model) {

    /** Before there is anything to say. */
    public static final State STARTING = new State(Optional.empty(), List.of(), Map.of());

    /**
     * Who leads.
     *
     * @param lease {@code namespace/name} of the Lease that says so
     * @param leads whether this replica does
     * @param holder the identity of who does, as far as this replica has heard
     */
    public record Leader(String lease, boolean leads, Optional<String> holder) {
        private Map<String, @Nullable Object> entries() {
            var entries = new LinkedHashMap<String, @Nullable Object>();
            entries.put("lease", lease);
            entries.put("leads", leads);
            entries.put("holder", holder.orElse(null));
            return entries;
        }
    }

    /** {@code leader}; null where nobody needs to. */
    @Nullable
    Object leaderEntries() {
        return leader.map(Leader::entries).orElse(null);
    }

    /** {@code problems}, sorted. */
    Object problemEntries() {
        return problems.stream().sorted().map(State::entries).toList();
    }

    private static Map<String, Object> entries(Problem problem) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("about", problem.about().toString());
        entries.put("reason", problem.reason());
        entries.put("message", problem.message());
        return entries;
    }

    /** The part of the page that is the service's own, as YAML. */
    @Override
    public String toString() {
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("leader", leaderEntries());
        page.put("problems", problemEntries());
        page.put("model", model);
        return Yaml.of(page);
    }
}
