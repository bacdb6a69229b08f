package io.portico.endpoints.model.slices;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.portico.endpoints.model.TargetRef;
import java.util.List;

/**
 * One endpoint of an EndpointSlice.
 *
 * @param hostname empty for none
 * @param nodeName empty for none
 * @param zone empty when the node has none
 * @param ready takes new connections; true also where the API object leaves it open
 * @param serving answers, even while it terminates
 * @param terminating its pod is being deleted
 * @param hints what topology-aware routing says about it
 */
public record SliceEndpoint(
        List<String> addresses,
        String hostname,
        String nodeName,
        String zone,
        boolean ready,
        boolean serving,
        boolean terminating,
        TargetRef target,
        Hints hints) {

    /** For which zones and nodes an endpoint is meant; for all when both are empty. */
    public record Hints(List<String> zones, List<String> nodes) {
        /** For all. */
        public static final Hints NONE = new Hints(List.of(), List.of());
    }

    /**
     * By this an endpoint of a slice is known again: a pod recreated under its old name and address is an update, not
     * another endpoint.
     */
    public record Identity(List<String> addresses, String hostname, String namespace, String name) {}

    /** An endpoint as it was read. */
    public static SliceEndpoint of(Endpoint endpoint) {
        var conditions = endpoint.getConditions();
        var ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
        return new SliceEndpoint(
                List.copyOf(endpoint.getAddresses()),
                requireNonNullElse(endpoint.getHostname(), ""),
                requireNonNullElse(endpoint.getNodeName(), "").intern(),
                requireNonNullElse(endpoint.getZone(), "").intern(),
                ready,
                (conditions == null || conditions.getServing() == null) ? ready : conditions.getServing(),
                conditions != null && Boolean.TRUE.equals(conditions.getTerminating()),
                TargetRef.of(endpoint.getTargetRef()),
                hints(endpoint));
    }

    /** What it is known by. */
    public Identity identity() {
        return new Identity(addresses, hostname, target.namespace(), target.name());
    }

    /** The same endpoint with those hints. */
    SliceEndpoint hinted(Hints now) {
        return hints.equals(now)
                ? this
                : new SliceEndpoint(addresses, hostname, nodeName, zone, ready, serving, terminating, target, now);
    }

    private static Hints hints(Endpoint endpoint) {
        var hints = endpoint.getHints();
        if (hints == null) {
            return Hints.NONE;
        }
        return new Hints(
                hints.getForZones() == null
                        ? List.of()
                        : hints.getForZones().stream().map(z -> z.getName()).toList(),
                hints.getForNodes() == null
                        ? List.of()
                        : hints.getForNodes().stream().map(n -> n.getName()).toList());
    }

    /** As {@code 10.244.0.5 Pod web-1 on node-a (zone a): ready, serving}. */
    @Override
    public String toString() {
        var text = new StringBuilder(String.join(",", addresses));
        if (!target.equals(TargetRef.NONE)) {
            text.append(' ').append(target.kind()).append(' ').append(target.name());
        }
        if (!hostname.isEmpty()) {
            text.append(" as ").append(hostname);
        }
        if (!nodeName.isEmpty()) {
            text.append(" on ").append(nodeName);
        }
        if (!zone.isEmpty()) {
            text.append(" (zone ").append(zone).append(')');
        }
        text.append(ready ? ": ready" : ": not ready");
        text.append(serving ? ", serving" : "");
        text.append(terminating ? ", terminating" : "");
        if (!hints.equals(Hints.NONE)) {
            text.append(", for ").append(hints.zones()).append(hints.nodes());
        }
        return text.toString();
    }
}
