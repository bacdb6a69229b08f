package io.portico.endpoints.apply;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.ForNode;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.TargetRef;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.subsets.Subset;
import io.portico.endpoints.model.subsets.SubsetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Planned records as the API server takes them. */
final class ApiObjects {
    private ApiObjects() {}

    static EndpointSlice slice(SliceRecord slice) {
        return new EndpointSliceBuilder()
                .withMetadata(slice.metadata())
                .withAddressType(slice.addressType())
                .withPorts(slice.ports().stream().map(ApiObjects::slicePort).toList())
                .withEndpoints(slice.endpoints().stream()
                        .map(endpoint -> endpoint(endpoint, slice.mirrored()))
                        .toList())
                .build();
    }

    static Endpoints endpoints(EndpointsRecord endpoints) {
        return new EndpointsBuilder()
                .withMetadata(endpoints.metadata())
                .withSubsets(
                        endpoints.subsets().stream().map(ApiObjects::subset).toList())
                .build();
    }

    private static io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort slicePort(EndpointPort port) {
        return new io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder()
                .withName(port.name())
                .withPort(port.port())
                .withProtocol(port.protocol())
                .withAppProtocol(orNull(port.appProtocol()))
                .build();
    }

    /** A mirrored endpoint says no more than whether it is ready, as Endpoints do. */
    private static Endpoint endpoint(SliceEndpoint endpoint, boolean mirrored) {
        var builder = new EndpointBuilder()
                .withAddresses(endpoint.addresses())
                .withHostname(orNull(endpoint.hostname()))
                .withNodeName(orNull(endpoint.nodeName()))
                .withZone(orNull(endpoint.zone()))
                .withTargetRef(reference(endpoint.target()))
                .withNewConditions()
                .withReady(endpoint.ready())
                .withServing(mirrored ? null : endpoint.serving())
                .withTerminating(mirrored ? null : endpoint.terminating())
                .endConditions();
        if (!endpoint.hints().equals(Hints.NONE)) {
            builder.withNewHints()
                    .withForZones(
                            endpoint.hints().zones().stream().map(ForZone::new).toList())
                    .withForNodes(
                            endpoint.hints().nodes().stream().map(ForNode::new).toList())
                    .endHints();
        }
        return builder.build();
    }

    private static EndpointSubset subset(Subset subset) {
        return new EndpointSubsetBuilder()
                .withAddresses(addresses(subset.ready()))
                .withNotReadyAddresses(addresses(subset.notReady()))
                .withPorts(subset.ports().stream()
                        .map(port -> new EndpointPortBuilder()
                                .withName(orNull(port.name()))
                                .withPort(port.port())
                                .withProtocol(port.protocol())
                                .withAppProtocol(orNull(port.appProtocol()))
                                .build())
                        .toList())
                .build();
    }

    private static List<EndpointAddress> addresses(List<SubsetAddress> addresses) {
        return addresses.stream()
                .map(address -> new EndpointAddressBuilder()
                        .withIp(address.ip())
                        .withHostname(orNull(address.hostname()))
                        .withNodeName(orNull(address.nodeName()))
                        .withTargetRef(reference(address.target()))
                        .build())
                .toList();
    }

    private static @Nullable ObjectReference reference(TargetRef target) {
        return target.equals(TargetRef.NONE)
                ? null
                : new ObjectReferenceBuilder()
                        .withApiVersion(orNull(target.apiVersion()))
                        .withKind(orNull(target.kind()))
                        .withNamespace(orNull(target.namespace()))
                        .withName(orNull(target.name()))
                        .withUid(orNull(target.uid()))
                        .withFieldPath(orNull(target.fieldPath()))
                        .build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
