package io.portico.endpoints;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows a Service's slices write by write, as a node does that forwards to the endpoints of all of them, and notes
 * each moment in which there is none.
 */
final class SliceWatch implements Watcher<EndpointSlice>, AutoCloseable {
    private final Map<String, EndpointSlice> slices = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Watch watch;
    private boolean served;
    private int writes;

    SliceWatch(TestCluster cluster, String service) {
        watch = cluster.admin
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(cluster.namespace)
                .withLabel("kubernetes.io/service-name", service)
                .watch(this);
    }

    @Override
    public synchronized void eventReceived(Action action, EndpointSlice slice) {
        var name = slice.getMetadata().getName();
        writes++;
        if (action == Action.DELETED) {
            slices.remove(name);
        } else {
            slices.put(name, slice);
        }
        var ready = ready();
        served |= !ready.isEmpty();
        if (served && ready.isEmpty()) {
            faults.add("write %d, %s %s: no ready endpoint".formatted(writes, action, name));
        }
    }

    @Override
    public synchronized void onClose(WatcherException cause) {
        faults.add("the watch ended: " + cause);
    }

    /** What went wrong since the first endpoint was ready. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized int writes() {
        return writes;
    }

    private List<String> ready() {
        return slices.values().stream()
                .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()))
                .flatMap(List::stream)
                .filter(endpoint -> requireNonNullElse(endpoint.getConditions().getReady(), true))
                .map(endpoint -> endpoint.getAddresses().getFirst())
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        watch.close();
    }
}
