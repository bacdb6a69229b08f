package io.portico.corpus;

import io.portico.testkit.corpus.Case;
import io.portico.testkit.corpus.Observation;
import io.portico.testkit.corpus.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each proxy made of each case, beside what the case wants. */
final class Comparison {
    private final List<Case> cases;
    private final Map<String, List<Observation>> seen = new LinkedHashMap<>();

    Comparison(List<Case> cases) {
        this.cases = cases;
    }

    /** Adds a proxy's observations, one for each case, in their order. */
    void add(String proxy, List<Observation> observations) {
        seen.put(proxy, observations);
    }

    /** How many cases this proxy did not do as they want. */
    long failures(String proxy) {
        var observations = seen.getOrDefault(proxy, List.of());
        var failures = 0;
        for (var i = 0; i < observations.size(); i++) {
            if (!Verdict.differences(cases.get(i), observations.get(i)).isEmpty()) {
                failures++;
            }
        }
        return failures;
    }

    /** Prints, in Markdown, the cases that not all proxies do as they want. */
    void print(PrintStream out) {
        var titles = new ArrayList<>(seen.keySet());
        out.println("| case | wanted | " + String.join(" | ", titles) + " |");
        out.println("|---|---|" + "---|".repeat(titles.size()));
        for (var i = 0; i < cases.size(); i++) {
            var wanted = cases.get(i);
            var number = i;
            var cells = titles.stream()
                    .map(title ->
                            cell(wanted, seen.getOrDefault(title, List.of()).get(number)))
                    .toList();
            if (!cells.stream().allMatch(String::isEmpty)) {
                out.println("| " + wanted.name().replace('_', ' ') + " | " + code(wanted.wanted()) + " | "
                        + String.join(" | ", cells) + " |");
            }
        }
    }

    /** Empty where it is as wanted; where the summary is the same, what else differs. */
    private static String cell(Case wanted, Observation observation) {
        var differences = Verdict.differences(wanted, observation);
        if (differences.isEmpty()) {
            return "";
        }
        var summary = observation.summary();
        return code(summary.equals(wanted.wanted()) ? differences.getFirst() : summary);
    }

    private static String code(String text) {
        return "`" + text.replace("`", "'").replace("|", "\\|") + "`";
    }
}
