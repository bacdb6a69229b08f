package io.portico.ingress.model.status;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What belongs into the status of Ingresses.
 *
 * @param ours the Ingresses that are ours
 * @param addresses sorted; empty when nothing is known, and then nothing is written
 */
public record IngressStatuses(PersistentMap<NamespacedName, IngressFacts> ours, List<String> addresses) {
    /** Nothing belongs anywhere. */
    public static final IngressStatuses NONE = new IngressStatuses(PersistentMap.empty(), List.of());

    /** The addresses of that Ingress; empty when it is not ours. */
    public Optional<List<String>> of(NamespacedName ingress) {
        return ours.get(ingress) == null ? Optional.empty() : Optional.of(addresses);
    }

    /** The Ingresses whose status may have to be another than before. */
    public Set<NamespacedName> differences(IngressStatuses before) {
        var differences = new HashSet<>(ours.differences(before.ours));
        if (!addresses.equals(before.addresses)) {
            differences.addAll(ours.keys());
        }
        return differences;
    }
}
