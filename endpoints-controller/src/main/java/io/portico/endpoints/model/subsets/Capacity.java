package io.portico.endpoints.model.subsets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Endpoints show at most 1000 addresses (upstream's {@code maxCapacity}): ready ones first, every subset its share. */
final class Capacity {
    static final int MOST = 1000;

    private Capacity() {}

    /** The subsets with at most {@link #MOST} addresses; equal to what came in when they fit. */
    static List<Subset> fit(List<Subset> subsets) {
        var ready = count(subsets, Subset::ready);
        var notReady = count(subsets, Subset::notReady);
        if (ready + notReady <= MOST) {
            return subsets;
        }
        var readyShares = shares(subsets, Subset::ready, ready, Math.min(ready, MOST));
        var notReadyShares = shares(subsets, Subset::notReady, notReady, MOST - Math.min(ready, MOST));
        var fitting = new ArrayList<Subset>();
        for (var i = 0; i < subsets.size(); i++) {
            var subset = subsets.get(i);
            fitting.add(new Subset(
                    subset.ready().subList(0, readyShares.get(i)),
                    subset.notReady().subList(0, notReadyShares.get(i)),
                    subset.ports()));
        }
        return fitting.stream()
                .filter(subset ->
                        !subset.ready().isEmpty() || !subset.notReady().isEmpty())
                .toList();
    }

    private static int count(List<Subset> subsets, Function<Subset, List<SubsetAddress>> addresses) {
        return subsets.stream()
                .mapToInt(subset -> addresses.apply(subset).size())
                .sum();
    }

    private static List<Integer> shares(
            List<Subset> subsets, Function<Subset, List<SubsetAddress>> addresses, int total, int room) {
        var shares = new ArrayList<Integer>();
        var left = room;
        for (var subset : subsets) {
            var here = addresses.apply(subset).size();
            var share = Math.min(left, (int) Math.ceil((double) here / Math.max(1, total) * room));
            shares.add(share);
            left -= share;
        }
        return shares;
    }
}
