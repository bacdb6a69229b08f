package io.portico.endpoints.watch;

import io.portico.endpoints.model.loadbalancer.HostPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Pods that held ports of their node and are gone, but whose controller is about to replace them: while a DaemonSet is
 * rolled out its port is free for seconds on each node, and a Service that waits for that port must not take it then.
 * Such a pod holds on for {@link #GRACE}, and for as long as its successor on that node has yet to run.
 */
final class LeavingPods {
    static final Duration GRACE = Duration.ofSeconds(60);

    private final LongSupplier nanos;
    private final Map<ReplicaSlot, Left> left = new HashMap<>();

    private record ReplicaSlot(String controller, String node) {
        private ReplicaSlot(HostPorts pod) {
            this(pod.controller(), pod.node());
        }
    }

    private record Left(HostPorts pod, long until) {}

    /** @param nanos as {@link System#nanoTime} */
    LeavingPods(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** That pod is gone, or has ended; whether it holds on. */
    synchronized boolean left(HostPorts pod) {
        var holdsOn = pod.hasRun() && !pod.controller().isEmpty();
        if (holdsOn) {
            left.put(new ReplicaSlot(pod), new Left(pod, nanos.getAsLong() + GRACE.toNanos()));
        }
        return holdsOn;
    }

    /** The pods that are there, and those that hold on. */
    synchronized List<HostPorts> with(Collection<HostPorts> present) {
        if (left.isEmpty()) {
            return List.copyOf(present);
        }
        var successors = present.stream()
                .filter(pod -> left.containsKey(new ReplicaSlot(pod)))
                .collect(Collectors.groupingBy(ReplicaSlot::new));
        var now = nanos.getAsLong();
        left.entrySet().removeIf(entry -> {
            var successor = successors.getOrDefault(entry.getKey(), List.of());
            return successor.isEmpty()
                    ? now - entry.getValue().until >= 0
                    : successor.stream().anyMatch(HostPorts::hasRun);
        });
        var all = new ArrayList<>(present);
        left.values().forEach(gone -> all.add(gone.pod));
        return List.copyOf(all);
    }
}
