package io.portico.endpoints.watch;

import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.topology.Topology;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one Service's plans are computed from, as the caches show it.
 *
 * @param service null when there is none of that name
 * @param pods those that its selector matches
 * @param topology all known nodes; it follows the cluster
 * @param slices this controller's, labelled as that Service's
 * @param mirrored this controller's that mirror Endpoints, labelled as that Service's
 * @param endpoints the object of that name, whoever made it; null when there is none
 * @param widowed the Service was seen to go, and its Endpoints, whoever made them, go after it
 */
public record Snapshot(
        @Nullable ServiceRecord service,
        List<PodRecord> pods,
        Topology topology,
        List<SliceRecord> slices,
        List<SliceRecord> mirrored,
        @Nullable EndpointsRecord endpoints,
        boolean widowed) {}
