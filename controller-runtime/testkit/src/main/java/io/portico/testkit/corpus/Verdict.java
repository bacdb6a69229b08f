package io.portico.testkit.corpus;

import java.util.ArrayList;
import java.util.List;

/** What a proxy did otherwise than a case wants. */
public final class Verdict {
    private Verdict() {}

    /** The differences, each a sentence; none when the proxy did as the case wants. */
    public static List<String> differences(Case wanted, Observation seen) {
        var differences = new ArrayList<>(seen.faults());
        responses(wanted, seen, differences);
        requests(wanted.requests(), seen.requests(), differences);
        var isWanted = switch (wanted.ending()) {
            case CLOSED -> seen.end() == Observation.End.CLOSED;
            case OPEN -> seen.end() == Observation.End.OPEN;
            case ANY -> seen.end() != Observation.End.SILENT;
        };
        if (!isWanted) {
            differences.add("the connection was left " + seen.end() + " and not " + wanted.ending());
        }
        if (differences.isEmpty()) {
            seen.missed().forEach(step -> differences.add("in vain: " + step));
        }
        return differences;
    }

    private static void responses(Case wanted, Observation seen, List<String> differences) {
        var expected = wanted.steps().stream()
                .filter(Step.ClientSees.class::isInstance)
                .map(step -> ((Step.ClientSees) step).expected())
                .toList();
        for (var i = 0; i < Math.min(expected.size(), seen.responses().size()); i++) {
            differences.addAll(expected.get(i).differences(seen.responses().get(i)));
        }
        if (expected.size() != seen.responses().size()) {
            differences.add("the client saw %d responses and not %d"
                    .formatted(seen.responses().size(), expected.size()));
        }
    }

    private static void requests(List<ExpectedRequest> expected, List<SeenRequest> seen, List<String> differences) {
        var next = 0;
        for (var request : expected) {
            if (next == seen.size()) {
                if (!request.optional()) {
                    differences.add("the endpoint did not see " + request.title());
                }
                continue;
            }
            var otherwise = request.differences(seen.get(next));
            if (!request.optional() || otherwise.isEmpty()) {
                differences.addAll(otherwise);
                next++;
            }
        }
        seen.stream().skip(next).forEach(request -> differences.add("the endpoint saw " + request.title() + ", too"));
    }
}
