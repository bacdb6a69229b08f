package io.portico.endpoints.model.slices;

import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.Owner;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ResolvedPorts;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.Stamp;
import io.portico.endpoints.model.topology.Topology;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to write so that a Service's EndpointSlices are true. Nothing to write when all three lists are empty.
 *
 * @param create slices without a name yet
 * @param update slices to replace, with the resourceVersion they were planned from
 * @param delete slices to remove
 * @param counts what comes of it, for metrics and for operators
 * @param problems why the Service's wish for hints cannot be followed
 */
public record EndpointSlicePlan(
        List<SliceRecord> create,
        List<SliceRecord> update,
        List<SliceRecord> delete,
        Counts counts,
        List<Problem> problems) {

    /**
     * A plan in numbers.
     *
     * @param slices how many there are afterwards
     * @param fewest how many there would be without gaps
     * @param endpoints in all of them
     * @param ready of those
     * @param added of those, not in the slices before
     * @param removed endpoints of the slices before that are in them no longer
     */
    public record Counts(int slices, int fewest, int endpoints, int ready, int added, int removed) {}

    /**
     * The plan for a Service with a selector.
     *
     * @param matching the pods that its selector matches
     * @param topology the known nodes. A pod on an unknown one is left out, as upstream does, unless the Service
     *     publishes not ready addresses
     * @param existing this controller's slices that are labelled as the Service's
     * @param most endpoints in one slice, 1 to 1000
     * @param stamp on what is created and updated
     */
    public static EndpointSlicePlan of(
            ServiceRecord service,
            Collection<PodRecord> matching,
            Topology topology,
            Collection<SliceRecord> existing,
            int most,
            Stamp stamp) {
        var packing = new SlicePacking(service, stamp, most, topology.shares());
        var own = new ArrayList<SliceRecord>();
        var sorted = existing.stream()
                .filter(slice -> slice.metadata().getDeletionTimestamp() == null)
                .sorted(Comparator.comparing(SliceRecord::name))
                .toList();
        for (var slice : sorted) {
            if (Owner.serviceUid(slice.metadata()).filter(service.uid()::equals).isPresent()) {
                own.add(slice);
            } else {
                packing.deleteForeign(slice);
            }
        }
        var families = service.families().isEmpty() ? List.of(Family.values()) : service.families();
        for (var family : families) {
            packing.pack(
                    family,
                    own.stream()
                            .filter(slice -> slice.addressType().equals(family.value()))
                            .toList(),
                    wanted(service, matching, topology, family));
        }
        own.stream()
                .filter(slice -> Family.named(slice.addressType())
                        .filter(families::contains)
                        .isEmpty())
                .forEach(packing::deleteForeign);
        return packing.plan();
    }

    /**
     * The plan for a name behind which this controller has no work: no Service of that UID, or one without a selector.
     * What was made for an earlier Service of the name goes.
     *
     * @param uid the Service's that is there; empty when there is none
     */
    public static EndpointSlicePlan leftovers(String uid, Collection<SliceRecord> existing) {
        return deleting(existing.stream()
                .filter(slice -> Owner.isAnother(slice.metadata(), uid))
                .sorted(Comparator.comparing(SliceRecord::name))
                .toList());
    }

    /** The plan that deletes those slices. */
    public static EndpointSlicePlan deleting(List<SliceRecord> slices) {
        var endpoints =
                slices.stream().mapToInt(slice -> slice.endpoints().size()).sum();
        return new EndpointSlicePlan(List.of(), List.of(), slices, new Counts(0, 0, 0, 0, 0, endpoints), List.of());
    }

    /** Whether everything is as it shall be. */
    public boolean isEmpty() {
        return create.isEmpty() && update.isEmpty() && delete.isEmpty();
    }

    private static Map<List<EndpointPort>, List<SliceEndpoint>> wanted(
            ServiceRecord service, Collection<PodRecord> matching, Topology topology, Family family) {
        var byPorts = new LinkedHashMap<List<EndpointPort>, List<SliceEndpoint>>();
        matching.stream()
                .filter(pod -> pod.belongs(true))
                .sorted(Comparator.comparing(PodRecord::name))
                .forEach(pod -> endpoint(service, pod, topology, family)
                        .ifPresent(endpoint -> byPorts.computeIfAbsent(
                                        ResolvedPorts.of(service, pod), ports -> new ArrayList<>())
                                .add(endpoint)));
        return byPorts;
    }

    private static Optional<SliceEndpoint> endpoint(
            ServiceRecord service, PodRecord pod, Topology topology, Family family) {
        var addresses = pod.ips(family);
        var zone = topology.zone(pod.nodeName());
        if (addresses.isEmpty() || (zone.isEmpty() && !service.publishNotReadyAddresses())) {
            return Optional.empty();
        }
        var ready = service.publishNotReadyAddresses() || (pod.ready() && !pod.terminating());
        return Optional.of(new SliceEndpoint(
                addresses,
                pod.hostnameIn(service),
                pod.nodeName(),
                zone.orElse(""),
                ready,
                pod.ready(),
                pod.terminating(),
                pod.reference(),
                TrafficHints.of(service, ready, zone.orElse(""), pod.nodeName())));
    }

    /** The plan as YAML; {@code {}} when there is nothing to write. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "{}\n";
        }
        var out = new StringBuilder();
        print(out, "create", create);
        print(out, "update", update);
        if (!delete.isEmpty()) {
            out.append("delete:\n");
            delete.forEach(slice -> out.append("  - ").append(slice.name()).append('\n'));
        }
        return out.toString();
    }

    private static void print(StringBuilder out, String verb, List<SliceRecord> slices) {
        if (!slices.isEmpty()) {
            out.append(verb).append(":\n");
            slices.forEach(slice -> slice.print(out));
        }
    }
}
