package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/** {@code core/v1 Pod}, with the few of its fields that endpoints and load balancers depend on. */
final class PodDecoder {
    private PodDecoder() {}

    static Pod decode(WireReader in) {
        var pod = new Pod();
        pod.setMetadata(new ObjectMeta());
        pod.setSpec(new PodSpec());
        pod.setStatus(new PodStatus());
        while (in.next()) {
            switch (in.field()) {
                case 1 -> pod.setMetadata(metadata(in.message()));
                case 2 -> spec(in.message(), pod.getSpec());
                case 3 -> status(in.message(), pod.getStatus(), claimsHostPorts(pod.getSpec()));
                default -> {}
            }
        }
        return pod;
    }

    /** The few fields that matter: a pod's annotations can be long, and there are many pods. */
    private static ObjectMeta metadata(WireReader in) {
        var metadata = new ObjectMeta();
        var labels = new HashMap<String, String>();
        var owners = new ArrayList<OwnerReference>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata.setName(in.text());
                case 3 -> metadata.setNamespace(in.text());
                case 5 -> metadata.setUid(in.text());
                case 6 -> metadata.setResourceVersion(in.text());
                case 8 -> metadata.setCreationTimestamp(Fields.time(in.message()));
                case 9 -> metadata.setDeletionTimestamp(Fields.time(in.message()));
                case 11 -> Fields.entry(in.message(), labels);
                case 13 -> owners.add(MetadataDecoder.owner(in.message()));
                default -> {}
            }
        }
        metadata.setLabels(labels);
        metadata.setOwnerReferences(owners);
        return metadata;
    }

    private static void spec(WireReader in, PodSpec spec) {
        var containers = new ArrayList<Container>();
        var initContainers = new ArrayList<Container>();
        while (in.next()) {
            switch (in.field()) {
                case 2 -> containers.add(container(in.message()));
                case 10 -> spec.setNodeName(in.text());
                case 11 -> spec.setHostNetwork(in.number() != 0);
                case 16 -> spec.setHostname(in.text());
                case 17 -> spec.setSubdomain(in.text());
                case 20 -> initContainers.add(container(in.message()));
                default -> {}
            }
        }
        spec.setContainers(containers);
        spec.setInitContainers(initContainers);
    }

    private static Container container(WireReader in) {
        var container = new Container();
        var ports = new ArrayList<ContainerPort>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> container.setName(in.text());
                case 6 -> ports.add(port(in.message()));
                case 24 -> container.setRestartPolicy(in.text());
                default -> {}
            }
        }
        container.setPorts(ports);
        return container;
    }

    private static ContainerPort port(WireReader in) {
        var port = new ContainerPort();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setName(in.text());
                case 2 -> port.setHostPort((int) in.number());
                case 3 -> port.setContainerPort((int) in.number());
                case 4 -> port.setProtocol(in.text());
                case 5 -> port.setHostIP(in.text());
                default -> {}
            }
        }
        return port;
    }

    /** Only of these it matters what runs: a message's fields come in the order of their numbers. */
    private static boolean claimsHostPorts(PodSpec spec) {
        return Boolean.TRUE.equals(spec.getHostNetwork())
                || Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                        .flatMap(container -> container.getPorts().stream())
                        .anyMatch(port -> port.getHostPort() != null && port.getHostPort() != 0);
    }

    private static void status(WireReader in, PodStatus status, boolean withContainers) {
        var containers = new ArrayList<ContainerStatus>();
        var initContainers = new ArrayList<ContainerStatus>();
        var conditions = new ArrayList<PodCondition>();
        var ips = new ArrayList<PodIP>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.setPhase(in.text());
                case 2 -> conditions.addAll(ready(in.message()));
                case 6 -> status.setPodIP(in.text());
                case 8 -> {
                    if (withContainers) {
                        containers.add(ContainerStatusDecoder.decode(in.message()));
                    }
                }
                case 10 -> {
                    if (withContainers) {
                        initContainers.add(ContainerStatusDecoder.decode(in.message()));
                    }
                }
                case 12 -> ips.add(new PodIP(Fields.within(in.message(), 1)));
                default -> {}
            }
        }
        status.setConditions(conditions);
        status.setPodIPs(ips);
        status.setContainerStatuses(containers);
        status.setInitContainerStatuses(initContainers);
    }

    /** The condition, if it is Ready; the others, which are many, are not made. */
    private static List<PodCondition> ready(WireReader in) {
        var condition = new PodCondition();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    if (!in.is("Ready")) {
                        return List.of();
                    }
                    condition.setType("Ready");
                }
                case 2 -> condition.setStatus(in.text());
                case 4 -> condition.setLastTransitionTime(Fields.time(in.message()));
                default -> {}
            }
        }
        return List.of(condition);
    }
}
