package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceKey;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.ReducedStore;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.Kind;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        void changed(ServiceKey service);

        /** As {@link #changed}, because of its pods, of which many may change within a moment. */
        void podsChanged(ServiceKey service);

        /**
         * An Endpoints object or one of this controller's slices was seen.
         *
         * @param gone it was deleted; {@code metadata} is its last seen state
         */
        void seen(ServiceKey service, ObjectMeta metadata, boolean gone);

        /** The Service's load balancer may have to change. */
        void loadBalancer(ServiceKey service);
    }

    private final ManagedBy managedBy;
    private final Listener listener;
    private final LoadBalancerView loadBalancers;
    private final Pods pods;
    private final Map<String, NamespaceIndex> namespaces = new ConcurrentHashMap<>();
    private final Nodes nodes = new Nodes();
    private final Map<ServiceKey, Map<String, SliceRecord>> slices = new ConcurrentHashMap<>();
    /** Services that were seen to go while an Endpoints object of their name stayed. */
    private final Set<ServiceKey> widowed = ConcurrentHashMap.newKeySet();

    private final ReducedStore<Service, ServiceRecord> serviceStore =
            new ReducedStore<>(ServiceRecord::of, this::serviceChanged);
    private final ReducedStore<Node, NodeRecord> nodeStore = new ReducedStore<>(NodeRecord::of, this::nodeChanged);
    private final ReducedStore<EndpointSlice, SliceRecord> sliceStore =
            new ReducedStore<>(SliceRecord::of, this::sliceChanged);
    private final ReducedStore<Endpoints, EndpointsRecord> endpointsStore =
            new ReducedStore<>(EndpointsRecord::of, this::endpointsChanged);

    /**
     * An empty view.
     *
     * @param managedBy marks the slices that it shows
     */
    public ClusterView(ManagedBy managedBy, Listener listener) {
        this.managedBy = managedBy;
        this.listener = listener;
        this.loadBalancers = new LoadBalancerView(this::readyNodes, listener::loadBalancer);
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
                Kinds.ENDPOINT_SLICES.labelled(
                        "%s in (%s,%s)".formatted(Label.SLICE_MANAGED_BY, managedBy.slices(), managedBy.mirrored())),
                sliceStore);
        start(informers, client, Kinds.ENDPOINTS, endpointsStore);
    }

    private static <T extends HasMetadata> void start(
            InformerHealth informers, KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        informers.watch(kind.plural(), Reflector.start(client, kind, sink));
    }

    /** What one Service's plans are computed from. */
    public Snapshot snapshot(ServiceKey key) {
        var namespace = namespaces.get(key.namespace());
        var present = List.copyOf(slices.getOrDefault(key, Map.of()).values());
        return new Snapshot(
                serviceStore.record(key.toString()),
                namespace == null ? List.of() : namespace.members(key.name()),
                nodes.topology(),
                present.stream()
                        .filter(slice -> slice.marked(managedBy.slices()))
                        .toList(),
                present.stream()
                        .filter(slice -> slice.marked(managedBy.mirrored()))
                        .toList(),
                endpointsStore.record(key.toString()),
                widowed.contains(key));
    }

    /** What load balancers depend on. */
    public LoadBalancerView loadBalancers() {
        return loadBalancers;
    }

    /** Counts for {@code /state}, as one line. */
    public String summary() {
        var services = serviceStore.records();
        var selecting = services.stream().filter(ServiceRecord::selects).count();
        return "services: %d with a selector, %d without; pods: %d; nodes: %d; slices: %d; endpoints: %d"
                .formatted(
                        selecting,
                        services.size() - selecting,
                        pods.size(),
                        nodeStore.size(),
                        sliceStore.size(),
                        endpointsStore.size());
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
                .forEach(name -> listener.podsChanged(new ServiceKey(namespace, name)));
    }

    private void nodeChanged(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        var name = present(before, after).name();
        nodes.changed(name, after);
        nodes.followers().forEach(listener::changed);
        if (before == null || after == null || !before.zone().equals(after.zone())) {
            namespaces.forEach((namespace, index) ->
                    index.servicesOn(name).forEach(service -> listener.changed(new ServiceKey(namespace, service))));
        }
    }

    private void sliceChanged(@Nullable SliceRecord before, @Nullable SliceRecord after) {
        var from = before == null ? null : before.service().orElse(null);
        var to = after == null ? null : after.service().orElse(null);
        if (from != null && before != null && !from.equals(to)) {
            slices.computeIfPresent(from, (key, records) -> without(records, before.name()));
            loadBalancers.endpointsChanged(from);
            listener.seen(from, before.metadata(), true);
        }
        if (to != null && after != null) {
            slices.compute(to, (key, records) -> with(records, after));
            loadBalancers.endpointsChanged(to);
            listener.seen(to, after.metadata(), false);
        }
    }

    /** The nodes with a ready endpoint in the Service's slices. */
    private Set<String> readyNodes(ServiceKey key) {
        return slices.getOrDefault(key, Map.of()).values().stream()
                .flatMap(slice -> slice.endpoints().stream())
                .filter(endpoint -> endpoint.ready() && !endpoint.nodeName().isEmpty())
                .map(SliceEndpoint::nodeName)
                .collect(Collectors.toSet());
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
                && (endpoints.marked(managedBy)
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

    private static Map<String, SliceRecord> with(@Nullable Map<String, SliceRecord> records, SliceRecord added) {
        var all = records == null ? new HashMap<String, SliceRecord>() : new HashMap<>(records);
        all.put(added.name(), added);
        return all;
    }

    private static @Nullable Map<String, SliceRecord> without(Map<String, SliceRecord> records, String removed) {
        var rest = new HashMap<>(records);
        rest.remove(removed);
        return rest.isEmpty() ? null : rest;
    }

    private static <R> R present(@Nullable R before, @Nullable R after) {
        return Objects.requireNonNull(after == null ? before : after);
    }
}
