package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.Pod;
import io.portico.endpoints.model.PodRecord;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Sink;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes pods in. A pod's record is kept once, in the {@link NamespaceIndex} of its namespace: there are many pods, so
 * there is no second map of them.
 */
final class Pods implements Sink<Pod> {
    private final Map<String, NamespaceIndex> namespaces;
    private final ReducedStore.Listener<PodRecord> listener;

    /**
     * @param namespaces show which pods there are
     * @param listener files records in {@code namespaces}
     */
    Pods(Map<String, NamespaceIndex> namespaces, ReducedStore.Listener<PodRecord> listener) {
        this.namespaces = namespaces;
        this.listener = listener;
    }

    @Override
    public void put(String key, Pod pod) {
        var after = PodRecord.of(pod);
        var index = namespaces.get(after.namespace());
        var before = index == null ? null : index.pod(after.name());
        if (!after.equals(before)) {
            listener.changed(before, after);
        }
    }

    @Override
    public void remove(String key) {
        var slash = key.indexOf('/');
        var index = namespaces.get(key.substring(0, slash));
        var before = index == null ? null : index.pod(key.substring(slash + 1));
        if (before != null) {
            listener.changed(before, null);
        }
    }

    @Override
    public Stream<String> keys() {
        return namespaces.entrySet().stream()
                .flatMap(namespace ->
                        namespace.getValue().podNames().stream().map(name -> namespace.getKey() + "/" + name));
    }

    int size() {
        return namespaces.values().stream().mapToInt(NamespaceIndex::size).sum();
    }
}
