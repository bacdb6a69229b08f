package io.portico.endpoints.watch.pods;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pod from its bytes, with the few of its fields that endpoints and load balancers depend on: a tenth of it. Field
 * numbers are those of Kubernetes' {@code staging/src/k8s.io/api/core/v1/generated.proto}, which never change their
 * meaning.
 */
final class PodDecoder {
    private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999, the last that RFC 3339 can say

    private PodDecoder() {}

    static Pod decode(WireReader in) {
        var pod = new Pod();
        pod.setMetadata(new ObjectMeta());
        pod.setSpec(new PodSpec());
        pod.setStatus(new PodStatus());
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata(in.message(), pod.getMetadata());
                case 2 -> spec(in.message(), pod.getSpec());
                case 3 -> status(in.message(), pod.getStatus());
                default -> {}
            }
        }
        return pod;
    }

    private static void metadata(WireReader in, ObjectMeta metadata) {
        var labels = new HashMap<String, String>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata.setName(in.text());
                case 3 -> metadata.setNamespace(in.text());
                case 5 -> metadata.setUid(in.text());
                case 6 -> metadata.setResourceVersion(in.text());
                case 9 -> metadata.setDeletionTimestamp(time(in.message()));
                case 11 -> label(in.message(), labels);
                default -> {}
            }
        }
        metadata.setLabels(labels);
    }

    private static void label(WireReader in, Map<String, String> labels) {
        var key = "";
        var value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> {}
            }
        }
        labels.put(key, value);
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

    private static void status(WireReader in, PodStatus status) {
        var conditions = new ArrayList<PodCondition>();
        var ips = new ArrayList<PodIP>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.setPhase(in.text());
                case 2 -> conditions.addAll(ready(in.message()));
                case 6 -> status.setPodIP(in.text());
                case 12 -> ips.add(new PodIP(Envelope.text(in.message(), 1)));
                default -> {}
            }
        }
        status.setConditions(conditions);
        status.setPodIPs(ips);
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
                case 4 -> condition.setLastTransitionTime(time(in.message()));
                default -> {}
            }
        }
        return List.of(condition);
    }

    /** To the second, as JSON has it. */
    private static String time(WireReader in) {
        var second = 0L;
        while (in.next()) {
            if (in.field() == 1) {
                second = in.number();
            }
        }
        return Math.abs(second) > LAST_SECOND
                ? ""
                : Instant.ofEpochSecond(second).toString();
    }
}
