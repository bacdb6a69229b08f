package io.portico.endpoints.model.subsets;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.portico.endpoints.model.TargetRef;
import java.util.Comparator;

/**
 * One address of a subset.
 *
 * @param hostname empty for none
 * @param nodeName empty for none
 */
public record SubsetAddress(String ip, String hostname, String nodeName, TargetRef target)
        implements Comparable<SubsetAddress> {
    /** By the text of the IP and then by UID, as upstream sorts: of too many addresses the same ones stay. */
    private static final Comparator<SubsetAddress> ORDER = Comparator.comparing(SubsetAddress::ip)
            .thenComparing(address -> address.target.uid())
            .thenComparing(address -> address.target.name())
            .thenComparing(SubsetAddress::hostname);

    static SubsetAddress of(EndpointAddress address) {
        return new SubsetAddress(
                address.getIp(),
                requireNonNullElse(address.getHostname(), ""),
                requireNonNullElse(address.getNodeName(), "").intern(),
                TargetRef.of(address.getTargetRef()));
    }

    @Override
    public int compareTo(SubsetAddress other) {
        return ORDER.compare(this, other);
    }

    /** As {@code 10.244.0.5 Pod web-1 on node-a}. */
    @Override
    public String toString() {
        return ip
                + (target.equals(TargetRef.NONE) ? "" : " " + target.kind() + " " + target.name())
                + (hostname.isEmpty() ? "" : " as " + hostname)
                + (nodeName.isEmpty() ? "" : " on " + nodeName);
    }
}
