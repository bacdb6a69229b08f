package io.portico.endpoints.model;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a Service decides its endpoints.
 *
 * @param createdAt epoch second of its creationTimestamp; 0 when it has none
 * @param selector empty when the Service has none; then its endpoints are somebody else's business
 * @param families {@code spec.ipFamilies}, else the ClusterIP's; empty for a headless Service without any
 * @param headless it has no ClusterIP
 * @param topologyMode {@link Label#TOPOLOGY_MODE} is {@code Auto}
 * @param terminating it has a deletionTimestamp: nothing new is made for it
 */
public record ServiceRecord(
        NamespacedName key,
        String uid,
        long createdAt,
        Map<String, String> labels,
        Map<String, String> selector,
        List<ServicePort> ports,
        List<Family> families,
        boolean headless,
        boolean publishNotReadyAddresses,
        TrafficDistribution trafficDistribution,
        boolean topologyMode,
        boolean externalName,
        boolean terminating) {

    /** The Service whose Endpoints and EndpointSlice are kube-apiserver's own. */
    public static final NamespacedName KUBERNETES = new NamespacedName("default", "kubernetes");

    /**
     * One entry of {@code spec.ports}.
     *
     * @param name empty when it has none
     * @param appProtocol empty when it has none
     */
    public record ServicePort(String name, String protocol, String appProtocol, TargetPort target) {}

    /** {@code spec.ports[].targetPort}. */
    public sealed interface TargetPort {
        /** The same port of every pod. */
        record ByNumber(int port) implements TargetPort {}

        /** The container port of that name, which each pod resolves for itself. */
        record ByName(String name) implements TargetPort {}
    }

    /** The record of a Service as it was read. */
    public static ServiceRecord of(Service service) {
        var metadata = service.getMetadata();
        var spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
        var clusterIp = requireNonNullElse(spec.getClusterIP(), "");
        var headless = clusterIp.isEmpty() || clusterIp.equals("None");
        return new ServiceRecord(
                NamespacedName.of(service),
                requireNonNullElse(metadata.getUid(), ""),
                ApiTime.second(metadata.getCreationTimestamp()),
                metadata.getLabels() == null ? Map.of() : Map.copyOf(metadata.getLabels()),
                spec.getSelector() == null ? Map.of() : Map.copyOf(spec.getSelector()),
                spec.getPorts() == null
                        ? List.of()
                        : spec.getPorts().stream().map(ServiceRecord::port).toList(),
                families(spec, headless ? "" : clusterIp),
                headless,
                Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
                TrafficDistribution.named(spec.getTrafficDistribution()),
                topologyMode(requireNonNullElse(metadata.getAnnotations(), Map.of())),
                "ExternalName".equals(spec.getType()),
                metadata.getDeletionTimestamp() != null);
    }

    /** Whether its endpoints are kept by this controller. */
    public boolean selects() {
        return !selector.isEmpty() && !externalName && !key.equals(KUBERNETES);
    }

    /** Whether its hand-written Endpoints are mirrored to EndpointSlices. */
    public boolean mayMirror() {
        return selector.isEmpty() && !key.equals(KUBERNETES);
    }

    /** Whether a pod with these labels is one of its own; the pod's namespace is the caller's business. */
    public boolean matches(Map<String, String> podLabels) {
        return !selector.isEmpty()
                && selector.entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(podLabels.get(wanted.getKey())));
    }

    /** The labels of what is written for it: its own, with {@link Label#HEADLESS} and those given on top. */
    public Map<String, String> labelsWith(Map<String, String> added) {
        var all = new HashMap<>(labels);
        all.remove(Label.HEADLESS);
        if (headless) {
            all.put(Label.HEADLESS, "");
        }
        all.putAll(added);
        return Map.copyOf(all);
    }

    /** The owner reference on what is written for it. */
    public OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Service")
                .withName(key.name())
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** The reference for Events on it. */
    public ObjectRef reference() {
        return new ObjectRef("v1", "Service", key.namespace(), key.name(), uid);
    }

    private static boolean topologyMode(Map<String, String> annotations) {
        var mode =
                annotations.getOrDefault(Label.TOPOLOGY_AWARE_HINTS, annotations.getOrDefault(Label.TOPOLOGY_MODE, ""));
        return mode.equals("Auto") || mode.equals("auto");
    }

    private static ServicePort port(io.fabric8.kubernetes.api.model.ServicePort port) {
        var target = port.getTargetPort();
        var name = target == null ? null : target.getStrVal();
        return new ServicePort(
                requireNonNullElse(port.getName(), ""),
                requireNonNullElse(port.getProtocol(), "TCP"),
                requireNonNullElse(port.getAppProtocol(), ""),
                name != null
                        ? new TargetPort.ByName(name)
                        : new TargetPort.ByNumber(
                                target == null || target.getIntVal() == null || target.getIntVal() == 0
                                        ? port.getPort()
                                        : target.getIntVal()));
    }

    private static List<Family> families(ServiceSpec spec, String clusterIp) {
        var named = spec.getIpFamilies() == null
                ? List.<Family>of()
                : spec.getIpFamilies().stream()
                        .map(Family::named)
                        .flatMap(Optional::stream)
                        .toList();
        return !named.isEmpty() || clusterIp.isEmpty() ? named : List.of(Family.of(clusterIp));
    }
}
