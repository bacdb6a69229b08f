package io.portico.ingress.apply;

import io.portico.ingress.model.translate.Problems;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which problems become Events, and when. A problem is told once it has stood for a moment: the kinds are
 * watched apart, so that of two objects that were applied together the one may be known before the other, and the
 * absence of the other is no news yet. It is told once for as long as it stands, and all problems of one object with
 * one reason are told as one. It looks only at problems that come, go, or wait to be told. Used by one thread.
 */
public final class Complaints {
    /** How long a problem has to stand. */
    public static final Duration SETTLED = Duration.ofSeconds(3);

    /** The most that an Event's message holds, less the words for what is left out. */
    private static final int LENGTH = 960;

    private final Map<Subject, Map<Problem, Standing>> standing = new HashMap<>();
    /** Those that stand and are not told, with the moment since when they do. */
    private final Map<Problem, Instant> untold = new HashMap<>();

    private Problems seen = Problems.none();

    private record Subject(ObjectRef about, String reason) implements Comparable<Subject> {
        static Subject of(Problem problem) {
            return new Subject(problem.about(), problem.reason());
        }

        @Override
        public int compareTo(Subject other) {
            return toString().compareTo(other.toString());
        }
    }

    /**
     * A problem that stands.
     *
     * @param times by how many sources
     */
    private record Standing(Instant since, int times) {}

    /** These are wrong now; what is not among them is mended, and will be news if it comes back. */
    public void stand(Problems problems, Instant now) {
        var came = new ArrayList<Problem>();
        var went = new ArrayList<Problem>();
        for (var source : problems.bySource().differences(seen.bySource())) {
            came.addAll(problems.of(source));
            went.addAll(seen.of(source));
        }
        // First what came: what only moved to another source still stands.
        came.forEach(problem -> stands(problem, now));
        went.forEach(this::stoodOnce);
        seen = problems;
    }

    private void stands(Problem problem, Instant now) {
        var of = standing.computeIfAbsent(Subject.of(problem), _ -> new HashMap<>());
        var before = of.get(problem);
        of.put(problem, before == null ? new Standing(now, 1) : new Standing(before.since, before.times + 1));
        if (before == null) {
            untold.put(problem, now);
        }
    }

    private void stoodOnce(Problem problem) {
        var subject = Subject.of(problem);
        var of = standing.get(subject);
        var before = of == null ? null : of.get(problem);
        if (of == null || before == null) {
            return;
        }
        if (before.times > 1) {
            of.put(problem, new Standing(before.since, before.times - 1));
            return;
        }
        of.remove(problem);
        untold.remove(problem);
        if (of.isEmpty()) {
            standing.remove(subject);
        }
    }

    /** What to tell now; it counts as told. */
    public List<Problem> due(Instant now) {
        Set<Problem> told = new HashSet<>();
        untold.forEach((problem, since) -> {
            if (isSettled(since, now)) {
                told.add(problem);
            }
        });
        untold.keySet().removeAll(told);
        var subjects = new TreeMap<Subject, List<Problem>>();
        for (var problem : told) {
            subjects.computeIfAbsent(Subject.of(problem), subject -> settled(subject, now));
        }
        return subjects.values().stream().map(Complaints::asOne).toList();
    }

    private List<Problem> settled(Subject subject, Instant now) {
        var of = standing.getOrDefault(subject, Map.of());
        return of.entrySet().stream()
                .filter(entry -> isSettled(entry.getValue().since, now))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isSettled(Instant since, Instant now) {
        return !since.plus(SETTLED).isAfter(now);
    }

    /** When something that is not told yet will be due; empty when all is told. */
    public Optional<Instant> next() {
        return untold.values().stream().min(Instant::compareTo).map(since -> since.plus(SETTLED));
    }

    private static Problem asOne(Collection<Problem> problems) {
        var all = List.copyOf(problems);
        var first = all.getFirst();
        var text = new StringBuilder(first.message());
        for (var i = 1; i < all.size(); i++) {
            var message = all.get(i).message();
            if (text.length() + message.length() > LENGTH) {
                text.append(" -- and ").append(all.size() - i).append(" more of this kind; /state has them all");
                break;
            }
            text.append(" -- ").append(message);
        }
        return new Problem(first.about(), first.reason(), text.toString());
    }
}
