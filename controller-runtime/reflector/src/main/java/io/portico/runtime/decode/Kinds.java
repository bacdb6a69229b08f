package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.portico.runtime.reflector.Kind;

/** The kinds that can be read as protobuf. */
public final class Kinds {
    /** With all fields but {@code managedFields}. */
    public static final Kind<Service> SERVICES = new Kind<>("services", "api/v1/services", ServiceDecoder::decode);

    /** With all fields but {@code managedFields} and {@code deprecatedTopology}. */
    public static final Kind<EndpointSlice> ENDPOINT_SLICES = new Kind<>(
            "endpointslices", "apis/discovery.k8s.io/v1/endpointslices", in -> EndpointSliceDecoder.decode(in, false));

    /** As {@link #ENDPOINT_SLICES}, and of {@code managedFields} who wrote and when. */
    public static final Kind<EndpointSlice> WRITTEN_ENDPOINT_SLICES = new Kind<>(
            "endpointslices", "apis/discovery.k8s.io/v1/endpointslices", in -> EndpointSliceDecoder.decode(in, true));

    /** With all fields but {@code managedFields}. */
    public static final Kind<Endpoints> ENDPOINTS =
            new Kind<>("endpoints", "api/v1/endpoints", in -> EndpointsDecoder.decode(in, false));

    /** As {@link #ENDPOINTS}, and of {@code managedFields} who wrote and when. */
    public static final Kind<Endpoints> WRITTEN_ENDPOINTS =
            new Kind<>("endpoints", "api/v1/endpoints", in -> EndpointsDecoder.decode(in, true));

    /**
     * With labels and annotations, pod ranges, taints, allocatable resources, addresses and the condition Ready: a node
     * tells of its images every few minutes.
     */
    public static final Kind<Node> NODES = new Kind<>("nodes", "api/v1/nodes", NodeDecoder::decode);

    /** With their ranges; an API server before 1.33 has none. */
    public static final Kind<ServiceCIDR> SERVICE_CIDRS =
            new Kind<>("servicecidrs", "apis/networking.k8s.io/v1/servicecidrs", ServiceCidrDecoder::decode);

    /** With what endpoints depend on: a tenth of a pod. */
    public static final Kind<Pod> PODS = new Kind<>("pods", "api/v1/pods", PodDecoder::decode);

    /** With all fields but {@code managedFields}. */
    public static final Kind<Ingress> INGRESSES =
            new Kind<>("ingresses", "apis/networking.k8s.io/v1/ingresses", in -> IngressDecoder.decode(in, false));

    /** As {@link #INGRESSES}, and of {@code managedFields} who wrote and when. */
    public static final Kind<Ingress> WRITTEN_INGRESSES =
            new Kind<>("ingresses", "apis/networking.k8s.io/v1/ingresses", in -> IngressDecoder.decode(in, true));

    /** With all fields but {@code managedFields}. */
    public static final Kind<IngressClass> INGRESS_CLASSES =
            new Kind<>("ingressclasses", "apis/networking.k8s.io/v1/ingressclasses", IngressClassDecoder::decode);

    /** With all fields but {@code managedFields}. */
    public static final Kind<Secret> SECRETS = new Kind<>("secrets", "api/v1/secrets", SecretDecoder::decode);

    private Kinds() {}
}
