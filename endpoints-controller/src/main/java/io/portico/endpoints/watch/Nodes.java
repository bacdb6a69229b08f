package io.portico.endpoints.watch;

import io.portico.endpoints.model.topology.CpuShares;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.endpoints.model.topology.Topology;
import io.portico.runtime.values.NamespacedName;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's nodes, and the Services whose endpoints depend on all of them. The zones' shares of CPUs are computed
 * when they are asked for: at the start, nodes come by the thousand. Safe for use by several threads.
 */
final class Nodes {
    private final Map<String, NodeRecord> byName = new ConcurrentHashMap<>();
    private final Map<String, NodeRecord> view = Collections.unmodifiableMap(byName);
    private final Set<NamespacedName> followers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable CpuShares shares;

    /** Takes in a node, null for one that is gone. */
    void changed(String name, @Nullable NodeRecord node) {
        if (node == null) {
            byName.remove(name);
        } else {
            byName.put(name, node);
        }
        synchronized (this) {
            shares = null;
        }
    }

    /** Whether a Service asks for hints by the zones' CPUs. */
    void follow(NamespacedName service, boolean follows) {
        if (follows) {
            followers.add(service);
        } else {
            followers.remove(service);
        }
    }

    /** The Services that ask for them. */
    Set<NamespacedName> followers() {
        return Set.copyOf(followers);
    }

    Topology topology() {
        var known = shares;
        if (known == null) {
            synchronized (this) {
                known = CpuShares.of(byName.values());
                shares = known;
            }
        }
        return new Topology(view, known);
    }
}
