package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.snapshot.Snapshot;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.endpoints.model.takeover.Write;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.Kind;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import io.portico.runtime.values.NamespacedName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as far as endpoints depend on it. Each kind has one reflector, whose store keeps records and files them
 * here before the listener hears of the change: whoever reads a {@link Snapshot} after the call sees at least that
 * change.
 */
public final class ClusterView {
    /** Hears what changed; called by reflectors' threads, must not block. */
    public interface Listener {
        /** The Service's endpoints may have to change. */
        void changed(NamespacedName service);

        /** As {@link #changed}, because of its pods, of which many may change within a moment. */
        void podsChanged(NamespacedName service);

        /**
         * An Endpoints object or one of this controller's slices was seen.
         *
         * @param gone it was deleted; {@code metadata} is its last seen state
         */
        void seen(NamespacedName service, ObjectMeta metadata, boolean gone);

        /**
         * One of this controller's slices, or an Endpoints object, is there as somebody wrote it, this controller or
         * another; heard before {@link #seen}, and of each object once when the view is filled.
         */
        void written(NamespacedName service, Write write, Written what);

        /** One of this controller's slices is gone; heard before {@link #seen}. */
        void gone(NamespacedName service, String uid);

        /** The Service's load balancer may have to change. */
        void loadBalancer(NamespacedName service);
    }

    /** What somebody wrote. */
    public enum Written {
        /** A slice with this controller's mark. */
        SLICE,
        /** A slice with the mark of another, which this controller adopts. */
        OTHERS_SLICE,
        /** An Endpoints object. */
        ENDPOINTS
    }

    private final Managers managers;
    private final Listener listener;
    private final LoadBalancerView loadBalancers;
    private final Pods pods;
    private final Map<String, NamespaceIndex> namespaces = new ConcurrentHashMap<>();
    private final Nodes nodes = new Nodes();
    private final Slices slices;
    /** Services that were seen to go while an Endpoints object of their name stayed. */
    private final Set<NamespacedName> widowed = ConcurrentHashMap.newKeySet();

    private final ReducedStore<Service, ServiceRecord> serviceStore =
            new ReducedStore<>(ServiceRecord::of, this::serviceChanged);
    private final ReducedStore<Node, NodeRecord> nodeStore = new ReducedStore<>(NodeRecord::of, this::nodeChanged);
    private final ReducedStore<Endpoints, EndpointsRecord> endpointsStore =
            new ReducedStore<>(EndpointsRecord::of, this::endpointsChanged);

    /** Passes on what happens to slices. */
    private final class SliceListener implements Slices.Listener {
        @Override
        public void written(NamespacedName service, Write write, boolean own) {
            listener.written(service, write, own ? Written.SLICE : Written.OTHERS_SLICE);
        }

        @Override
        public void seen(NamespacedName service, ObjectMeta metadata, boolean gone) {
            loadBalancers.endpointsChanged(service);
            if (gone) {
                listener.gone(service, metadata.getUid());
            }
            listener.seen(service, metadata, gone);
        }

        @Override
        public void foreign(NamespacedName service) {
            listener.changed(service);
        }
    }

    /** Tells who wrote an Endpoints object before it is stored. */
    private final class EndpointsSink implements Sink<Endpoints> {
        @Override
        public void put(String key, Endpoints endpoints) {
            var before = endpointsStore.record(key);
            var metadata = endpoints.getMetadata();
            if (before == null || Write.version(before.metadata()) != Write.version(metadata)) {
                listener.written(NamespacedName.of(endpoints), Write.of(metadata), Written.ENDPOINTS);
            }
            endpointsStore.put(key, endpoints);
        }

        @Override
        public void remove(String key) {
            endpointsStore.remove(key);
        }

        @Override
        public Stream<String> keys() {
            return endpointsStore.keys();
        }
    }

    /**
     * An empty view.
     *
     * @param managers whose slices it shows
     */
    public ClusterView(Managers managers, Listener listener) {
        this.managers = managers;
        this.listener = listener;
        this.slices = new Slices(managers, new SliceListener());
        this.loadBalancers = new LoadBalancerView(slices::readyNodes, listener::loadBalancer);
        this.pods = new Pods(namespaces, this::podChanged);
    }

    /** Starts watching; {@link InformerHealth#synced} says when the view is whole. */
    public void watch(InformerHealth informers, KubernetesClient client) {
        start(informers, client, Kinds.SERVICES, serviceStore.and(loadBalancers.services()));
        start(informers, client, Kinds.NODES, nodeStore.and(loadBalancers.nodes()));
        start(informers, client, Kinds.PODS, pods.and(loadBalancers.pods()));
        start(
                informers,
                client,
                Kinds.WRITTEN_ENDPOINT_SLICES.labelled(
                        "%s in (%s)".formatted(Label.SLICE_MANAGED_BY, String.join(",", managers.marks()))),
                slices);
        start(informers, client, Kinds.WRITTEN_ENDPOINTS, new EndpointsSink());
    }

    private static <T extends HasMetadata> void start(
            InformerHealth informers, KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        informers.watch(kind.plural(), Reflector.start(client, kind, sink));
    }

    /** What one Service's plans are computed from. */
    public Snapshot snapshot(NamespacedName key) {
        var namespace = namespaces.get(key.namespace());
        return new Snapshot(
                serviceStore.record(key.toString()),
                namespace == null ? List.of() : namespace.members(key.name()),
                nodes.topology(),
                slices.of(key),
                slices.mirrorsOf(key),
                slices.foreignOf(key),
                endpointsStore.record(key.toString()),
                widowed.contains(key));
    }

    /** What load balancers depend on. */
    public LoadBalancerView loadBalancers() {
        return loadBalancers;
    }

    /** How many slices there are with that mark of another manager. */
    public int foreignSlices(String managedBy) {
        return slices.foreign(managedBy);
    }

    /** Counts for {@code /state}. */
    public Map<String, Integer> summary() {
        var services = serviceStore.records();
        var selecting =
                Math.toIntExact(services.stream().filter(ServiceRecord::selects).count());
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("servicesWithSelector", selecting);
        counts.put("servicesWithoutSelector", services.size() - selecting);
        counts.put("pods", pods.size());
        counts.put("nodes", nodeStore.size());
        counts.putAll(slices.summary());
        counts.put("endpoints", endpointsStore.size());
        return counts;
    }

    private void serviceChanged(@Nullable ServiceRecord before, @Nullable ServiceRecord after) {
        var key = present(before, after).key();
        var _ = inNamespace(key.namespace(), index -> index.service(key.name(), after));
        nodes.follow(key, after != null && after.topologyMode());
        if (after != null) {
            widowed.remove(key);
        } else if (endpointsStore.record(key.toString()) != null) {
            widowed.add(key);
        }
        listener.changed(key);
    }

    private void podChanged(@Nullable PodRecord before, @Nullable PodRecord after) {
        var namespace = present(before, after).namespace();
        inNamespace(namespace, index -> index.pod(before, after))
                .forEach(name -> listener.podsChanged(new NamespacedName(namespace, name)));
    }

    private void nodeChanged(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        var name = present(before, after).name();
        nodes.changed(name, after);
        nodes.followers().forEach(listener::changed);
        if (before == null || after == null || !before.zone().equals(after.zone())) {
            namespaces.forEach((namespace, index) -> index.servicesOn(name)
                    .forEach(service -> listener.changed(new NamespacedName(namespace, service))));
        }
    }

    private void endpointsChanged(@Nullable EndpointsRecord before, @Nullable EndpointsRecord after) {
        var record = present(before, after);
        if (after == null) {
            widowed.remove(record.service());
        }
        var service = serviceStore.record(record.service().toString());
        if ((service != null && service.selects()) || concerns(before, service) || concerns(after, service)) {
            listener.seen(record.service(), record.metadata(), after == null);
        }
    }

    /** Not hand-written ones without a Service, nor a leader-election lock of old, which changes every other second. */
    private boolean concerns(@Nullable EndpointsRecord endpoints, @Nullable ServiceRecord service) {
        return endpoints != null
                && (endpoints.marked(managers.own())
                        || (service == null && endpoints.marked(ManagedBy.UPSTREAM))
                        || (service != null && service.mayMirror() && !endpoints.skipsMirror()));
    }

    /** Changes one namespace's index, which is made when it is needed first and dropped once it is empty. */
    private Set<String> inNamespace(String namespace, Function<NamespaceIndex, Set<String>> change) {
        var concerned = new HashSet<String>();
        namespaces.compute(namespace, (name, index) -> {
            var present = index == null ? new NamespaceIndex() : index;
            concerned.addAll(change.apply(present));
            return present.isEmpty() ? null : present;
        });
        return concerned;
    }

    private static <R> R present(@Nullable R before, @Nullable R after) {
        return Objects.requireNonNull(after == null ? before : after);
    }
}
