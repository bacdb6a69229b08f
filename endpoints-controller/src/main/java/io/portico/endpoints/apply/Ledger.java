package io.portico.endpoints.apply;

import io.portico.endpoints.model.Observed;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the last reconcile of each Service came to, while this replica leads. */
public final class Ledger {
    private final ConcurrentNavigableMap<NamespacedName, Entry> entries = new ConcurrentSkipListMap<>();

    private final ConcurrentMap<NamespacedName, Observed> observed = new ConcurrentHashMap<>();

    private final @Nullable Ledger mirrors;

    private record Entry(Counts counts, List<Problem> problems) {}

    /** An empty ledger, with one for mirrored Endpoints in it. */
    public Ledger() {
        this(new Ledger(null));
    }

    private Ledger(@Nullable Ledger mirrors) {
        this.mirrors = mirrors;
    }

    /** That of hand-written Endpoints that are mirrored, by the Service of the same name. */
    public Ledger mirrors() {
        return Objects.requireNonNull(mirrors);
    }

    /**
     * A Service was reconciled.
     *
     * @return the problems that it did not have at the last reconcile
     */
    List<Problem> record(NamespacedName service, Counts counts, List<Problem> problems) {
        var before = entries.put(service, new Entry(counts, problems));
        return before == null
                ? problems
                : problems.stream()
                        .filter(problem -> !before.problems.contains(problem))
                        .toList();
    }

    /** What the last reconcile saw whose writes all arrived; null when there was none. */
    @Nullable
    Observed observed(NamespacedName service) {
        return observed.get(service);
    }

    /** All was written that follows from what was seen. */
    void written(Observed seen) {
        observed.put(seen.service().key(), seen);
    }

    /** The Service is gone. */
    void gone(NamespacedName service) {
        observed.remove(service);
    }

    /** The Service is gone, or has no selector. */
    void forget(NamespacedName service) {
        entries.remove(service);
    }

    /** Forgets all: another replica leads from now on. */
    public void clear() {
        entries.clear();
        observed.clear();
        if (mirrors != null) {
            mirrors.clear();
        }
    }

    /** How many Services with a selector, whose endpoints are written, are as wanted. */
    long count(Predicate<ServiceRecord> wanted) {
        return entries.keySet().stream()
                .map(observed::get)
                .filter(seen -> seen != null && wanted.test(seen.service()))
                .count();
    }

    double sum(ToIntFunction<Counts> count) {
        return entries.values().stream()
                .mapToInt(entry -> count.applyAsInt(entry.counts))
                .sum();
    }

    /** For {@code /state}: what each Service came to. */
    public Map<String, String> lines() {
        var lines = new LinkedHashMap<String, String>();
        entries.forEach((service, entry) -> lines.put(
                service.toString(),
                "%d of %d ready in %d %s"
                        .formatted(
                                entry.counts.ready(),
                                entry.counts.endpoints(),
                                entry.counts.slices(),
                                entry.counts.slices() == 1 ? "slice" : "slices")));
        return lines;
    }

    /** What was wrong at the last reconcile of each. */
    public List<Problem> problems() {
        return entries.values().stream()
                .flatMap(entry -> entry.problems.stream())
                .toList();
    }
}
