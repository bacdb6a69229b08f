package io.portico.endpoints.model.topology;

import java.util.Collection;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each zone's share of the CPUs of all nodes that take users' pods and are ready.
 *
 * @param byZone adds up to 1; empty when the shares are not known
 * @param unknown why they are not known, as half a sentence; empty when they are
 */
public record CpuShares(SortedMap<String, Double> byZone, String unknown) {

    /** Those of the cluster's nodes. One node that does not say its zone or its CPUs makes all shares unknown. */
    public static CpuShares of(Collection<NodeRecord> nodes) {
        var milliCpus = new TreeMap<String, Long>();
        var counted = nodes.stream()
                .filter(node -> node.ready() && !node.controlPlane())
                .sorted(Comparator.comparing(NodeRecord::name))
                .toList();
        for (var node : counted) {
            if (node.zone().isEmpty()) {
                return unknown("node %s has no label topology.kubernetes.io/zone".formatted(node.name()));
            }
            if (node.milliCpu() == 0) {
                return unknown("node %s says no status.allocatable.cpu".formatted(node.name()));
            }
            milliCpus.merge(node.zone(), node.milliCpu(), Long::sum);
        }
        if (milliCpus.size() < 2) {
            return unknown(
                    milliCpus.isEmpty()
                            ? "no node is ready"
                            : "all nodes that are ready are in zone " + milliCpus.firstKey());
        }
        var total = milliCpus.values().stream().mapToLong(Long::longValue).sum();
        var shares = new TreeMap<String, Double>();
        milliCpus.forEach((zone, milliCpu) -> shares.put(zone, (double) milliCpu / total));
        return new CpuShares(shares, "");
    }

    private static CpuShares unknown(String why) {
        return new CpuShares(new TreeMap<>(), why);
    }
}
