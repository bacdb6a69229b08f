package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.state.Backends;
import io.portico.runtime.slices.SliceFacts.Backend;
import io.portico.runtime.slices.SliceFacts.Hints;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Says what this node makes of a Service port's hints, and why not more. */
final class Nearness {
    private final NodeFacts node;
    private final Backends backends;

    Nearness(NodeFacts node, Backends backends) {
        this.node = node;
        this.backends = backends;
    }

    /** A line for each kind of hint that there is, until one is followed. */
    List<String> lines() {
        var reach = backends.reach(node);
        return switch (reach) {
            case NODE -> List.of("hints followed: to endpoints for node " + node.name());
            case ZONE ->
                joined(
                        ignored("node", Hints::nodes, node.name()),
                        "hints followed: to endpoints for zone " + node.zone());
            case CLUSTER ->
                joined(ignored("node", Hints::nodes, node.name()), ignored("zone", Hints::zones, node.zone()));
        };
    }

    /** Why a ready endpoint with those hints is left to others. */
    String leftOut(Hints hints) {
        return switch (backends.reach(node)) {
            case NODE -> "it is meant for " + names("node", hints.nodes());
            case ZONE -> "it is meant for " + names("zone", hints.zones()) + ", and this node is in " + node.zone();
            // What is asked is the world, and the rules follow it.
            case CLUSTER -> "it is new, and not yet in the rules";
        };
    }

    private String ignored(String kind, Function<Hints, Set<String>> said, String wanted) {
        var ready = new TreeMap<>(backends.all());
        ready.values().removeIf(backend -> !backend.ready());
        Collection<Backend> all = ready.values();
        if (all.stream().allMatch(backend -> said.apply(backend.hints()).isEmpty())) {
            return "";
        }
        var hint = "hints for a " + kind + " ignored: ";
        for (var one : ready.entrySet()) {
            if (said.apply(one.getValue().hints()).isEmpty()) {
                return hint + one.getKey() + " is ready and has none";
            }
        }
        return hint
                + (wanted.isEmpty()
                        ? "this node has no label " + NodeFacts.ZONE
                        : "no ready endpoint is for " + wanted);
    }

    private static String names(String kind, Set<String> names) {
        return kind
                + (names.size() == 1 ? " " : "s ")
                + String.join(", ", names.stream().sorted().toList());
    }

    private static List<String> joined(String... lines) {
        return List.of(lines).stream().filter(line -> !line.isEmpty()).toList();
    }
}
