package io.portico.nodeproxy.model.objects;

import io.portico.runtime.net.Cidr;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import io.portico.runtime.values.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that was read from the API server, at one moment. A changed world shares what did not change with the one before.
 *
 * @param node that this proxy runs on
 * @param services by name
 * @param serviceRanges where ClusterIPs come from, by the name of the ServiceCIDR
 */
public record World(
        NodeFacts node, PersistentMap<NamespacedName, ServiceView> services, Map<String, List<Cidr>> serviceRanges) {
    /** Copies the map. */
    public World {
        serviceRanges = Map.copyOf(serviceRanges);
    }

    /** Nothing but a node's name. */
    public static World of(String node) {
        return new World(NodeFacts.unknown(node), PersistentMap.empty(), Map.of());
    }

    /** With those facts of the node. */
    public World with(NodeFacts facts) {
        return facts.equals(node) ? this : new World(facts, services, serviceRanges);
    }

    /** With the ranges of the ServiceCIDR of that name; null: it is gone. */
    public World withServiceRanges(String name, @Nullable List<Cidr> ranges) {
        var changed = new HashMap<>(serviceRanges);
        if (ranges == null) {
            changed.remove(name);
        } else {
            changed.put(name, List.copyOf(ranges));
        }
        return new World(node, services, changed);
    }

    /** With that Service as read now, or gone when null. */
    public World with(NamespacedName name, @Nullable Reading<ServiceFacts> service) {
        return with(name, view(name).with(service));
    }

    /** With that slice as read now, of the Service that it names; gone when it says nothing of any. */
    public World with(SliceFacts before, @Nullable Reading<SliceFacts> slice) {
        return with(before.service(), view(before.service()).with(before.name(), slice));
    }

    private World with(NamespacedName name, ServiceView view) {
        return new World(node, services.put(name, view.isNothing() ? null : view), serviceRanges);
    }

    private ServiceView view(NamespacedName name) {
        return Objects.requireNonNullElse(services.get(name), ServiceView.NOTHING);
    }
}
