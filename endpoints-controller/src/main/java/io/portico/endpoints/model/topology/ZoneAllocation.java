package io.portico.endpoints.model.topology;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many of a Service's ready endpoints shall serve each zone: in proportion to the zones' CPUs, so that no endpoint
 * gets more than a fifth above its share of the traffic.
 *
 * @param byZone every zone with CPUs; empty when the endpoints cannot be shared out
 * @param refused why they cannot, as half a sentence; empty when they can
 */
public record ZoneAllocation(Map<String, Zone> byZone, String refused) {
    private static final double OVERLOAD = 0.2;

    /**
     * One zone's endpoints.
     *
     * @param fewest that it needs
     * @param most that may be kept for it without another getting too few
     * @param desired at least the fewest that it needs
     */
    public record Zone(int fewest, int most, double desired) {}

    /**
     * From how many endpoints each zone gives away some of its own, and which get them.
     *
     * @param giving a zone without is not in it
     * @param receiving the same number in all as {@code giving}
     */
    public record Moves(Map<String, Integer> giving, Map<String, Integer> receiving) {}

    /** That of so many ready endpoints. */
    public static ZoneAllocation of(CpuShares shares, int endpoints) {
        var zones = shares.byZone();
        if (zones.isEmpty()) {
            return refused(shares.unknown());
        }
        if (zones.size() > endpoints) {
            return refused("there are %d zones and too few ready endpoints: %d".formatted(zones.size(), endpoints));
        }
        var inAll = zones.values().stream()
                .mapToInt(share -> fewest(share, endpoints))
                .sum();
        if (inAll > endpoints) {
            return refused(
                    "%d ready endpoints cannot be shared out among %d zones by their CPUs without one endpoint getting a fifth more than its share"
                            .formatted(endpoints, zones.size()));
        }
        var byZone = new TreeMap<String, Zone>();
        zones.forEach((zone, share) -> {
            var least = fewest(share, endpoints);
            byZone.put(zone, new Zone(least, least + endpoints - inAll, Math.max(share * endpoints, least)));
        });
        return new ZoneAllocation(byZone, "");
    }

    /**
     * What to move when so many endpoints serve each zone now. Only whole endpoints move, the zones farthest from their
     * share first, and none for the sake of less than half an endpoint.
     */
    public Moves moves(Map<String, Integer> serving) {
        var surplus = new TreeMap<String, Double>();
        var deficit = new TreeMap<String, Double>();
        byZone.forEach((zone, allocated) -> {
            var difference = serving.getOrDefault(zone, 0) - allocated.desired;
            if (difference > 0) {
                surplus.put(zone, difference);
            } else if (difference < 0) {
                deficit.put(zone, -difference);
            }
        });
        var moves = new Moves(new TreeMap<>(), new TreeMap<>());
        while (true) {
            var from = most(surplus);
            var to = most(deficit);
            if (from.isEmpty()
                    || to.isEmpty()
                    || Math.max(from.get().getValue(), to.get().getValue()) < 1
                    || Math.min(from.get().getValue(), to.get().getValue()) < 0.5) {
                return moves;
            }
            moves.giving.merge(from.get().getKey(), 1, Integer::sum);
            moves.receiving.merge(to.get().getKey(), 1, Integer::sum);
            surplus.merge(from.get().getKey(), -1.0, Double::sum);
            deficit.merge(to.get().getKey(), -1.0, Double::sum);
        }
    }

    private static int fewest(double share, int endpoints) {
        return (int) Math.ceil(share * endpoints * (1 / (1 + OVERLOAD)));
    }

    private static Optional<Map.Entry<String, Double>> most(Map<String, Double> zones) {
        return zones.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .max(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry.<String, Double>comparingByKey(Comparator.reverseOrder())))
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()));
    }

    private static ZoneAllocation refused(String why) {
        return new ZoneAllocation(Map.of(), why);
    }
}
