package io.portico.endpoints.watch;

import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pods of one namespace belong to which of its Services, both ways and without scanning: each Service with a
 * selector is filed under one of its labels, so a pod meets only the Services filed under a label that it has. Safe for
 * use by several threads.
 */
final class NamespaceIndex {
    private record LabelValue(String key, String value) {}

    /** A Service and the pods that its selector matches. */
    private record Entry(ServiceRecord service, LabelValue filedUnder, List<PodRecord> members) {}

    private final PodTable pods = new PodTable();
    private final Map<String, Entry> services = new HashMap<>();
    private final Map<LabelValue, Set<String>> filed = new HashMap<>();

    /**
     * Takes in a Service, null for one that is gone, and returns the names of the Services that it concerns: its own.
     */
    synchronized Set<String> service(String name, @Nullable ServiceRecord service) {
        var before = services.get(name);
        if (before != null) {
            services.remove(name);
            var others = filed.get(before.filedUnder);
            if (others != null && others.remove(name) && others.isEmpty()) {
                filed.remove(before.filedUnder);
            }
        }
        if (service == null || !service.selects()) {
            return Set.of(name);
        }
        var label = service.selector().entrySet().stream()
                .map(entry -> new LabelValue(entry.getKey(), entry.getValue()))
                .min(Comparator.comparingInt((LabelValue candidate) ->
                                filed.getOrDefault(candidate, Set.of()).size())
                        .thenComparing(LabelValue::toString))
                .orElseThrow();
        filed.computeIfAbsent(label, l -> new HashSet<>()).add(name);
        var members = before != null && before.service.selector().equals(service.selector())
                ? before.members
                : matched(service);
        services.put(name, new Entry(service, label, members));
        return Set.of(name);
    }

    /** Takes in a pod's change and returns the names of the Services that it concerns. */
    synchronized Set<String> pod(@Nullable PodRecord before, @Nullable PodRecord after) {
        var left = before == null ? Set.<String>of() : matching(before);
        var joined = after == null ? Set.<String>of() : matching(after);
        if (before != null) {
            pods.remove(before.name());
            left.forEach(name -> entry(name).members.removeIf(pod -> pod.name().equals(before.name())));
        }
        if (after != null) {
            pods.put(after);
            joined.forEach(name -> entry(name).members.add(after));
        }
        var concerned = new HashSet<>(left);
        concerned.addAll(joined);
        if (before != null && after != null && before.equalsButForLabels(after)) {
            concerned.removeIf(name -> left.contains(name) && joined.contains(name));
        }
        return concerned;
    }

    /** The record of that pod; null when there is none. */
    synchronized @Nullable PodRecord pod(String name) {
        return pods.get(name);
    }

    synchronized List<String> podNames() {
        return pods.stream().map(PodRecord::name).toList();
    }

    /** How many pods there are. */
    synchronized int size() {
        return pods.size();
    }

    /** The pods that the Service's selector matches, as they are now. */
    synchronized List<PodRecord> members(String service) {
        var entry = services.get(service);
        return entry == null ? List.of() : List.copyOf(entry.members);
    }

    /** The Services with a pod on that node. */
    synchronized List<String> servicesOn(String node) {
        return services.entrySet().stream()
                .filter(entry -> entry.getValue().members.stream()
                        .anyMatch(pod -> pod.nodeName().equals(node)))
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized boolean isEmpty() {
        return pods.size() == 0 && services.isEmpty();
    }

    private List<PodRecord> matched(ServiceRecord service) {
        return new ArrayList<>(
                pods.stream().filter(pod -> service.matches(pod.labels())).toList());
    }

    private Set<String> matching(PodRecord pod) {
        var names = new HashSet<String>();
        pod.labels()
                .forEach((key, value) -> filed.getOrDefault(new LabelValue(key, value), Set.of()).stream()
                        .filter(name -> entry(name).service.matches(pod.labels()))
                        .forEach(names::add));
        return names;
    }

    private Entry entry(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }
}
