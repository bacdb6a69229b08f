package io.portico.endpoints.model.mirror;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.Owner;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.runtime.net.Family;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all slices that mirror one Endpoints object have in common: its labels and two of their own, its annotations but
 * for two that say something of it alone, and it for an owner.
 *
 * @param headless the Service has no ClusterIP. Proxies look at no slice that says so by its label, so a label that was
 *     written on the Endpoints of any other Service is not copied; upstream copies it
 */
record MirrorSlice(EndpointsRecord endpoints, boolean headless, String managedBy) {

    /** A new slice. */
    SliceRecord create(Family family, List<EndpointPort> ports, List<SliceEndpoint> endpointsOfIt) {
        var metadata = endpoints.metadata();
        return new SliceRecord(
                common(new ObjectMetaBuilder()
                        .withGenerateName(metadata.getName() + "-")
                        .withNamespace(metadata.getNamespace())),
                family.value(),
                ports,
                endpointsOfIt);
    }

    /** That slice, with other contents. */
    SliceRecord replace(SliceRecord slice, List<EndpointPort> ports, List<SliceEndpoint> endpointsOfIt) {
        return new SliceRecord(
                common(new ObjectMetaBuilder(slice.metadata())), slice.addressType(), ports, endpointsOfIt);
    }

    /** Whether that slice has the labels, the annotations and the owner that it shall have. */
    boolean isLike(SliceRecord slice) {
        var metadata = slice.metadata();
        return labels().equals(metadata.getLabels())
                && annotations().equals(metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations())
                && Owner.endpointsUid(metadata)
                        .filter(endpoints.metadata().getUid()::equals)
                        .isPresent();
    }

    private ObjectMeta common(ObjectMetaBuilder metadata) {
        return metadata.withLabels(labels())
                .withAnnotations(annotations())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Endpoints")
                        .withName(endpoints.metadata().getName())
                        .withUid(endpoints.metadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .build();
    }

    private Map<String, String> labels() {
        var labels = new HashMap<>(endpoints.labels());
        if (!headless) {
            labels.remove(Label.HEADLESS);
        }
        labels.put(Label.SERVICE_NAME, endpoints.metadata().getName());
        labels.put(Label.SLICE_MANAGED_BY, managedBy);
        return labels;
    }

    private Map<String, String> annotations() {
        var annotations = new HashMap<>(endpoints.annotations());
        annotations.remove(Label.LAST_CHANGE);
        annotations.remove(Label.LAST_APPLIED);
        return annotations;
    }
}
