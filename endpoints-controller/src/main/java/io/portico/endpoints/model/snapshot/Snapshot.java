package io.portico.endpoints.model.snapshot;

import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.takeover.ForeignSlice;
import io.portico.endpoints.model.topology.Topology;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that one Service's plans are computed from, as the caches show it.
 *
 * @param service null when there is none of that name
 * @param pods those that its selector matches
 * @param topology all known nodes; it follows the cluster
 * @param slices those that this controller keeps, labelled as that Service's
 * @param mirrored those that this controller keeps and that mirror Endpoints, labelled as that Service's
 * @param foreign those that other known managers keep, labelled as that Service's
 * @param endpoints the object of that name, whoever made it; null when there is none
 * @param widowed the Service was seen to go, and its Endpoints, whoever made them, go after it
 */
public record Snapshot(
        @Nullable ServiceRecord service,
        List<PodRecord> pods,
        Topology topology,
        List<SliceRecord> slices,
        List<SliceRecord> mirrored,
        List<ForeignSlice> foreign,
        @Nullable EndpointsRecord endpoints,
        boolean widowed) {

    /** The addresses that ready endpoints of the Service's pods have, of all families. */
    public Set<String> readyAddresses() {
        var all = service != null && service.publishNotReadyAddresses();
        return pods.stream()
                .filter(pod -> all || (pod.ready() && !pod.terminating()))
                .flatMap(pod -> pod.ips().stream())
                .collect(Collectors.toSet());
    }
}
