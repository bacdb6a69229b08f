package io.portico.ingress.model.status;

import io.portico.ingress.model.objects.ServiceFacts;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.slices.SliceFacts.Backend;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.TreeSet;

/**
 * The addresses that belong into {@code status.loadBalancer.ingress} of our Ingresses: the fixed ones of the settings;
 * else the publish Service's own load-balancer addresses; else those of its ready endpoints, which for pods on the
 * node's network are the nodes' addresses.
 */
public final class StatusAddresses {
    private StatusAddresses() {}

    /** Sorted; empty when nothing is known, and then nothing is written. */
    public static List<String> of(World world, List<String> fixed, NamespacedName publishService) {
        if (!fixed.isEmpty()) {
            return fixed.stream().distinct().sorted().toList();
        }
        var balancer =
                world.service(publishService).map(ServiceFacts::addresses).orElse(List.of());
        if (!balancer.isEmpty()) {
            return balancer;
        }
        var addresses = new TreeSet<String>();
        world.slicesOf(publishService)
                .values()
                .forEach(slice -> slice.backends().stream()
                        .filter(Backend::ready)
                        .forEach(backend -> addresses.add(backend.address().text())));
        return List.copyOf(addresses);
    }
}
