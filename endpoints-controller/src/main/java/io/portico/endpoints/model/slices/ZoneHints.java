package io.portico.endpoints.model.slices;

import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.endpoints.model.topology.CpuShares;
import io.portico.endpoints.model.topology.ZoneAllocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hints by each zone's CPUs, for one family of a Service with {@code topology-mode: Auto} (upstream's
 * {@code AddHints}): every ready endpoint serves its own zone, but for as many as must move so that each zone gets its
 * share. Slices that are right as they are stay; those that are written anyway make up the difference.
 */
final class ZoneHints {
    private final CpuShares shares;
    private final List<SliceRecord> create;
    private final List<SliceRecord> update;
    private final List<SliceRecord> unchanged;

    /**
     * @param create without hints
     * @param update without hints that count
     * @param unchanged as they were read
     */
    ZoneHints(CpuShares shares, List<SliceRecord> create, List<SliceRecord> update, List<SliceRecord> unchanged) {
        this.shares = shares;
        this.create = create;
        this.update = update;
        this.unchanged = unchanged;
    }

    /** Changes the three lists; returns why there can be no hints, nothing when there are. */
    Optional<String> assign() {
        var ready = (int) Stream.of(create, update, unchanged)
                .flatMap(Collection::stream)
                .flatMap(slice -> slice.endpoints().stream())
                .filter(SliceEndpoint::ready)
                .count();
        var allocation = ZoneAllocation.of(shares, ready);
        if (!allocation.refused().isEmpty()) {
            strip();
            return Optional.of(allocation.refused());
        }
        var serving = new HashMap<String, Integer>();
        var stale = new ArrayList<SliceRecord>();
        for (var slice : List.copyOf(unchanged)) {
            var hinted = hinted(slice, allocation, serving);
            if (hinted.isPresent()) {
                hinted.get().forEach((zone, count) -> serving.merge(zone, count, Integer::sum));
            } else {
                stale.add(slice);
                unchanged.remove(slice);
            }
        }
        var zoneless = Stream.of(create, update, stale)
                .flatMap(Collection::stream)
                .flatMap(slice -> slice.endpoints().stream())
                .filter(endpoint -> endpoint.ready() && endpoint.zone().isEmpty())
                .findFirst();
        if (zoneless.isPresent()) {
            unchanged.addAll(stale);
            strip();
            return Optional.of("pod %s is on node %s, which has no label topology.kubernetes.io/zone"
                    .formatted(zoneless.get().target().name(), zoneless.get().nodeName()));
        }
        Stream.of(create, update, stale)
                .flatMap(Collection::stream)
                .flatMap(slice -> slice.endpoints().stream())
                .filter(SliceEndpoint::ready)
                .forEach(endpoint -> serving.merge(endpoint.zone(), 1, Integer::sum));
        var moves = allocation.moves(serving);
        create.replaceAll(slice -> hint(slice, moves));
        update.replaceAll(slice -> hint(slice, moves));
        for (var slice : stale) {
            var now = hint(slice, moves);
            (now.equals(slice) ? unchanged : update).add(now);
        }
        return Optional.empty();
    }

    /** How many endpoints of the slice serve each zone by their hints; nothing when these cannot stay. */
    private static Optional<Map<String, Integer>> hinted(
            SliceRecord slice, ZoneAllocation allocation, Map<String, Integer> serving) {
        var counts = new HashMap<String, Integer>();
        for (var endpoint : slice.endpoints()) {
            if (endpoint.ready()) {
                var zones = endpoint.hints().zones();
                if (zones.isEmpty() || !endpoint.hints().nodes().isEmpty()) {
                    return Optional.empty();
                }
                zones.forEach(zone -> counts.merge(zone, 1, Integer::sum));
            }
        }
        var fits = counts.entrySet().stream().allMatch(entry -> {
            var zone = allocation.byZone().get(entry.getKey());
            return zone != null && entry.getValue() + serving.getOrDefault(entry.getKey(), 0) <= zone.most();
        });
        return fits ? Optional.of(counts) : Optional.empty();
    }

    private static SliceRecord hint(SliceRecord slice, ZoneAllocation.Moves moves) {
        return slice.withEndpoints(slice.endpoints().stream()
                .map(endpoint -> endpoint.hinted(
                        endpoint.ready() ? new Hints(List.of(zoneFor(endpoint.zone(), moves)), List.of()) : Hints.NONE))
                .toList());
    }

    /** Its own zone, or another while its own has endpoints to give. */
    private static String zoneFor(String zone, ZoneAllocation.Moves moves) {
        if (moves.receiving().isEmpty() || !moves.giving().containsKey(zone)) {
            return zone;
        }
        var to = moves.receiving().keySet().iterator().next();
        moves.giving().computeIfPresent(zone, (z, count) -> count == 1 ? null : count - 1);
        moves.receiving().computeIfPresent(to, (z, count) -> count == 1 ? null : count - 1);
        return to;
    }

    private void strip() {
        create.replaceAll(ZoneHints::stripped);
        update.replaceAll(ZoneHints::stripped);
        for (var slice : List.copyOf(unchanged)) {
            var stripped = stripped(slice);
            if (!stripped.equals(slice)) {
                unchanged.remove(slice);
                update.add(stripped);
            }
        }
    }

    private static SliceRecord stripped(SliceRecord slice) {
        return slice.withEndpoints(slice.endpoints().stream()
                .map(endpoint -> endpoint.hinted(Hints.NONE))
                .toList());
    }
}
