package io.portico.ingress.apply;

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
 * one reason are told as one. Used by one thread.
 */
final class Complaints {
    /** How long a problem has to stand. */
    static final Duration SETTLED = Duration.ofSeconds(3);

    /** The most that an Event's message holds, less the words for what is left out. */
    private static final int LENGTH = 960;

    private final Map<Problem, Instant> standing = new HashMap<>();
    private final Set<Problem> told = new HashSet<>();

    private record Subject(ObjectRef about, String reason) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            return toString().compareTo(other.toString());
        }
    }

    /** These are wrong now; what is not among them is mended, and will be news if it comes back. */
    void stand(Collection<Problem> problems, Instant now) {
        var present = Set.copyOf(problems);
        standing.keySet().retainAll(present);
        told.retainAll(present);
        present.forEach(problem -> standing.putIfAbsent(problem, now));
    }

    /** What to tell now; it counts as told. */
    List<Problem> due(Instant now) {
        var subjects = new TreeMap<Subject, List<Problem>>();
        standing.forEach((problem, since) -> {
            if (!since.plus(SETTLED).isAfter(now)) {
                subjects.computeIfAbsent(new Subject(problem.about(), problem.reason()), _ -> new ArrayList<>())
                        .add(problem);
            }
        });
        var due = new ArrayList<Problem>();
        subjects.values().forEach(problems -> {
            if (told.addAll(problems)) {
                due.add(asOne(problems.stream().sorted().toList()));
            }
        });
        return due;
    }

    /** When something that is not told yet will be due; empty when all is told. */
    Optional<Instant> next() {
        return standing.entrySet().stream()
                .filter(entry -> !told.contains(entry.getKey()))
                .map(entry -> entry.getValue().plus(SETTLED))
                .min(Instant::compareTo);
    }

    private static Problem asOne(List<Problem> problems) {
        var first = problems.getFirst();
        var text = new StringBuilder(first.message());
        for (var i = 1; i < problems.size(); i++) {
            var message = problems.get(i).message();
            if (text.length() + message.length() > LENGTH) {
                text.append(" -- and ").append(problems.size() - i).append(" more of this kind; /state has them all");
                break;
            }
            text.append(" -- ").append(message);
        }
        return new Problem(first.about(), first.reason(), text.toString());
    }
}
