package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.runtime.slices.SliceFacts.Backend;
import io.portico.runtime.slices.SliceFacts.Hints;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

/**
 * How far a node's connections to a Service port go: what the hints of its endpoints come to there (KEP-2433,
 * KEP-3015). Hints that do not cover everything are no hints: a Service that has ready endpoints answers everywhere.
 */
public enum HintScope {
    /** To all endpoints. */
    CLUSTER,
    /** To those that are meant for the node's zone. */
    ZONE,
    /** To those that are meant for the node itself. */
    NODE;

    /**
     * The nearest that all ready endpoints have hints for, one of them for that node. What is not ready does not count,
     * whatever its hints.
     */
    static HintScope of(Collection<Backend> backends, NodeFacts node) {
        if (isFollowed(backends, Hints::nodes, node.name())) {
            return NODE;
        }
        return isFollowed(backends, Hints::zones, node.zone()) ? ZONE : CLUSTER;
    }

    /** Whether connections of that node go to an endpoint with those hints. */
    boolean includes(Hints hints, NodeFacts node) {
        return switch (this) {
            case CLUSTER -> true;
            case ZONE -> hints.zones().contains(node.zone());
            case NODE -> hints.nodes().contains(node.name());
        };
    }

    private static boolean isFollowed(Collection<Backend> backends, Function<Hints, Set<String>> kind, String wanted) {
        var isAnyMeant = false;
        for (var backend : backends) {
            if (backend.ready()) {
                var names = kind.apply(backend.hints());
                if (names.isEmpty()) {
                    return false;
                }
                isAnyMeant |= names.contains(wanted);
            }
        }
        return isAnyMeant;
    }
}
