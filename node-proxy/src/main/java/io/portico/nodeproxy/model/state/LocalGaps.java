package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.runtime.net.Family;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many Service ports turn clients away on this node alone: a policy of theirs is {@code Local}, and their endpoints
 * are all elsewhere (upstream's metric {@code sync_proxy_rules_no_local_endpoints_total}).
 */
public final class LocalGaps {
    /** Of no Service. */
    static final LocalGaps NONE = new LocalGaps(Map.of());

    private final Map<Kind, Integer> counts;

    private record Kind(Family family, LocalPolicy policy) {}

    private LocalGaps(Map<Kind, Integer> counts) {
        this.counts = counts;
    }

    /** How many there are of one family by that policy. */
    public int count(Family family, LocalPolicy policy) {
        return counts.getOrDefault(new Kind(family, policy), 0);
    }

    /** After one Service has become another. */
    LocalGaps replacing(@Nullable ServiceEntry before, @Nullable ServiceEntry after) {
        var changed = new HashMap<>(counts);
        add(changed, before, -1);
        add(changed, after, 1);
        return changed.equals(counts) ? this : new LocalGaps(changed);
    }

    private static void add(Map<Kind, Integer> counts, @Nullable ServiceEntry entry, int more) {
        if (entry == null) {
            return;
        }
        for (var port : entry.ports()) {
            if (port.endpointsHere().isEmpty() && !port.endpoints().isEmpty()) {
                port.local().forEach(policy -> counts.merge(new Kind(port.key().family(), policy), more, Integer::sum));
            }
        }
    }
}
