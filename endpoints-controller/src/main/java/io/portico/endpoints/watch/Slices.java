package io.portico.endpoints.watch;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.takeover.ForeignSlice;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.endpoints.model.takeover.Write;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Sink;
import io.portico.runtime.values.NamespacedName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slices of known managers by their Service: those that this controller keeps, and of others', in less memory, what
 * is told of them. A slice whose mark changes goes from the one to the other.
 */
final class Slices implements Sink<EndpointSlice> {
    private final Managers managers;
    private final Listener listener;
    private final Map<NamespacedName, Map<String, SliceRecord>> kept = new ConcurrentHashMap<>();
    private final Map<NamespacedName, Map<String, ForeignSlice>> foreign = new ConcurrentHashMap<>();
    private final ReducedStore<EndpointSlice, SliceRecord> keptStore =
            new ReducedStore<>(SliceRecord::of, this::keptChanged);
    private final ReducedStore<ForeignSlice, ForeignSlice> foreignStore =
            new ReducedStore<>(Function.identity(), this::foreignChanged);

    /** Hears of slices; called by the reflector's thread. */
    interface Listener {
        /**
         * A kept slice was written; heard before {@link #seen}.
         *
         * @param own it has this controller's mark
         */
        void written(NamespacedName service, Write write, boolean own);

        /** A kept slice was seen, or is kept no more. */
        void seen(NamespacedName service, ObjectMeta metadata, boolean gone);

        /** Slices of others came, changed or went. */
        void foreign(NamespacedName service);
    }

    Slices(Managers managers, Listener listener) {
        this.managers = managers;
        this.listener = listener;
    }

    @Override
    public void put(String key, EndpointSlice slice) {
        Map<String, String> labels =
                Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
        var mark = labels.getOrDefault(Label.SLICE_MANAGED_BY, "");
        if (!managers.keeps(mark) && !managers.mirrors(mark)) {
            keptStore.remove(key);
            ForeignSlice.of(slice)
                    .ifPresentOrElse(other -> foreignStore.put(key, other), () -> foreignStore.remove(key));
            return;
        }
        foreignStore.remove(key);
        var before = keptStore.record(key);
        var service = labels.get(Label.SERVICE_NAME);
        if (service != null
                && (before == null || Write.version(before.metadata()) != Write.version(slice.getMetadata()))) {
            listener.written(
                    new NamespacedName(slice.getMetadata().getNamespace(), service),
                    Write.of(slice.getMetadata()),
                    mark.equals(managers.own().slices())
                            || mark.equals(managers.own().mirrored()));
        }
        keptStore.put(key, slice);
    }

    @Override
    public void remove(String key) {
        keptStore.remove(key);
        foreignStore.remove(key);
    }

    @Override
    public Stream<String> keys() {
        return Stream.concat(keptStore.keys(), foreignStore.keys()).distinct();
    }

    /** Those of a Service with a selector. */
    List<SliceRecord> of(NamespacedName service) {
        return marked(service, managers::keeps);
    }

    /** Those that mirror the Endpoints of that name. */
    List<SliceRecord> mirrorsOf(NamespacedName service) {
        return marked(service, managers::mirrors);
    }

    /** Those of the Service that others keep. */
    List<ForeignSlice> foreignOf(NamespacedName service) {
        return List.copyOf(foreign.getOrDefault(service, Map.of()).values());
    }

    /** How many others' slices have that mark. */
    int foreign(String managedBy) {
        return (int) foreign.values().stream()
                .flatMap(slices -> slices.values().stream())
                .filter(slice -> slice.managedBy().equals(managedBy))
                .count();
    }

    /** The nodes with a ready endpoint in the Service's slices. */
    Set<String> readyNodes(NamespacedName service) {
        return kept.getOrDefault(service, Map.of()).values().stream()
                .flatMap(slice -> slice.endpoints().stream())
                .filter(endpoint -> endpoint.ready() && !endpoint.nodeName().isEmpty())
                .map(SliceEndpoint::nodeName)
                .collect(Collectors.toSet());
    }

    /** How many are kept, and how many there are of others. */
    Map<String, Integer> summary() {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("endpointSlices", keptStore.size());
        counts.put("foreignEndpointSlices", foreignStore.size());
        return counts;
    }

    private List<SliceRecord> marked(NamespacedName service, Predicate<String> wanted) {
        return kept.getOrDefault(service, Map.of()).values().stream()
                .filter(slice -> wanted.test(slice.mark()))
                .toList();
    }

    private void keptChanged(@Nullable SliceRecord before, @Nullable SliceRecord after) {
        var from = before == null ? null : before.service().orElse(null);
        var to = after == null ? null : after.service().orElse(null);
        if (from != null && before != null && !from.equals(to)) {
            kept.computeIfPresent(from, (key, records) -> without(records, before.name()));
            listener.seen(from, before.metadata(), true);
        }
        if (to != null && after != null) {
            kept.compute(to, (key, records) -> with(records, after.name(), after));
            listener.seen(to, after.metadata(), false);
        }
    }

    private void foreignChanged(@Nullable ForeignSlice before, @Nullable ForeignSlice after) {
        if (before != null && (after == null || !after.service().equals(before.service()))) {
            foreign.computeIfPresent(before.service(), (key, slices) -> without(slices, before.name()));
            listener.foreign(before.service());
        }
        if (after != null) {
            foreign.compute(after.service(), (key, slices) -> with(slices, after.name(), after));
            listener.foreign(after.service());
        }
    }

    private static <R> Map<String, R> with(@Nullable Map<String, R> records, String name, R added) {
        var all = records == null ? new HashMap<String, R>() : new HashMap<>(records);
        all.put(name, added);
        return all;
    }

    private static <R> @Nullable Map<String, R> without(Map<String, R> records, String removed) {
        var rest = new HashMap<>(records);
        rest.remove(removed);
        return rest.isEmpty() ? null : rest;
    }
}
