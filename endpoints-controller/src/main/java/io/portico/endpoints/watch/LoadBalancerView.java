package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.portico.endpoints.model.loadbalancer.HostPorts;
import io.portico.endpoints.model.loadbalancer.LendingNode;
import io.portico.endpoints.model.loadbalancer.LoadBalancerService;
import io.portico.endpoints.model.loadbalancer.LoadBalancerWorld;
import io.portico.runtime.reflector.Sink;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as far as load balancers depend on it, kept beside {@link ClusterView} from the same watches: records of
 * the few Services and pods that matter, and of all nodes. Each Service's addresses depend on all others', so a change
 * concerns them all.
 */
public final class LoadBalancerView {
    private final Function<NamespacedName, Set<String>> readyNodes;
    private final Consumer<NamespacedName> listener;
    private final Kept<Service, LoadBalancerService> services;
    private final Kept<Node, LendingNode> nodes;
    private final Kept<Pod, HostPorts> pods;
    private final LeavingPods leaving;
    private final Map<NamespacedName, Set<String>> localNodes = new ConcurrentHashMap<>();
    private @Nullable LoadBalancerWorld world;

    /** Records of those objects that have one. */
    private final class Kept<T, R> implements Sink<T> {
        private final Function<T, Optional<R>> reduce;
        private final Consumer<R> concerned;
        private final Consumer<R> gone;
        private final Map<String, R> records = new ConcurrentHashMap<>();

        private Kept(Function<T, Optional<R>> reduce, Consumer<R> concerned, Consumer<R> gone) {
            this.reduce = reduce;
            this.concerned = concerned;
            this.gone = gone;
        }

        @Override
        public void put(String key, T object) {
            var after = reduce.apply(object).orElse(null);
            replaced(after == null ? records.remove(key) : records.put(key, after), after);
        }

        @Override
        public void remove(String key) {
            replaced(records.remove(key), null);
        }

        @Override
        public Stream<String> keys() {
            return records.keySet().stream();
        }

        private void replaced(@Nullable R before, @Nullable R after) {
            if (!Objects.equals(before, after)) {
                if (before != null && after == null) {
                    gone.accept(before);
                }
                changed();
                Stream.ofNullable(after == null ? before : after).forEach(concerned);
            }
        }
    }

    /**
     * An empty view.
     *
     * @param readyNodes the nodes with a ready endpoint of that Service
     * @param listener hears of each Service whose load balancer may have to change; called by informers' threads
     */
    LoadBalancerView(Function<NamespacedName, Set<String>> readyNodes, Consumer<NamespacedName> listener) {
        this(
                readyNodes,
                listener,
                System::nanoTime,
                (delay, task) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                        .execute(task));
    }

    /** @param later runs a task after a delay */
    LoadBalancerView(
            Function<NamespacedName, Set<String>> readyNodes,
            Consumer<NamespacedName> listener,
            LongSupplier nanos,
            BiConsumer<Duration, Runnable> later) {
        this.readyNodes = readyNodes;
        this.listener = listener;
        leaving = new LeavingPods(nanos);
        services = new Kept<>(LoadBalancerService::of, service -> listener.accept(service.key()), _ -> {});
        nodes = new Kept<>(node -> Optional.of(LendingNode.of(node)), _ -> {}, _ -> {});
        pods = new Kept<>(HostPorts::of, _ -> {}, pod -> {
            if (leaving.left(pod)) {
                later.accept(LeavingPods.GRACE.plusSeconds(1), this::changed);
            }
        });
    }

    /** What is seen now; the same object until something changes. */
    public synchronized LoadBalancerWorld world() {
        var current = world;
        if (current == null) {
            var all = List.copyOf(services.records.values());
            var local = new HashMap<NamespacedName, Set<String>>();
            for (var service : all) {
                if (service.local()) {
                    local.put(service.key(), localNodes.computeIfAbsent(service.key(), readyNodes));
                }
            }
            localNodes.keySet().retainAll(local.keySet());
            current = new LoadBalancerWorld(
                    all, List.copyOf(nodes.records.values()), leaving.with(pods.records.values()), local);
            world = current;
        }
        return current;
    }

    Sink<Service> services() {
        return services;
    }

    Sink<Node> nodes() {
        return nodes;
    }

    Sink<Pod> pods() {
        return pods;
    }

    /** The endpoints of that Service changed: a concern only of one with {@code externalTrafficPolicy: Local}. */
    void endpointsChanged(NamespacedName service) {
        var before = localNodes.get(service);
        var now = localNodes.computeIfPresent(service, (key, _) -> readyNodes.apply(key));
        if (!Objects.equals(before, now)) {
            changed();
        }
    }

    /**
     * Tells every Service, unless nobody has looked since they were told last: then they all have yet to look. So a
     * burst of changes, such as the first list of all pods, costs each Service one word.
     */
    private void changed() {
        boolean seen;
        synchronized (this) {
            seen = world != null;
            world = null;
        }
        if (seen) {
            services.records.values().forEach(service -> listener.accept(service.key()));
        }
    }
}
