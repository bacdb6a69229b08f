package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random Services and pods, many of which are alike enough to meet. */
final class Objects {
    private static final List<List<String>> PORTS = List.of(
            List.of("http"), List.of("8080"), List.of("http", "metrics"), List.of("http", "8080"), List.of("dns-udp"));
    private static final List<String> DISTRIBUTIONS =
            List.of("", "", "PreferClose", "PreferSameZone", "PreferSameNode");
    /** The last of them does not exist. */
    private static final List<String> NODES = List.of("node-a", "node-a", "node-b", "node-b", "node-c", "node-d");

    private final String namespace;
    private final Random random;

    /**
     * A Service.
     *
     * @param selector empty for none
     * @param ports target ports; none only without a ClusterIP
     * @param families {@code spec.ipFamilyPolicy}, with IPv6 first for {@code IPv6}
     * @param topologyMode it has the annotation
     * @param external its type is ExternalName, for the time being
     */
    record ServiceShape(
            Map<String, String> labels,
            Map<String, String> selector,
            List<String> ports,
            boolean headless,
            boolean publishNotReady,
            String families,
            String trafficDistribution,
            boolean topologyMode,
            boolean external) {
        boolean selects() {
            return !selector.isEmpty() && !external;
        }

        ServiceShape selecting(Map<String, String> other) {
            return with(labels, other, families, headless, external);
        }

        ServiceShape externally(boolean now, boolean nowHeadless, Map<String, String> nowLabels) {
            return with(nowLabels, selector, families, nowHeadless, now);
        }

        ServiceShape ofFamilies(String now) {
            return with(labels, selector, now, headless, external);
        }

        private ServiceShape with(
                Map<String, String> nowLabels,
                Map<String, String> nowSelector,
                String nowFamilies,
                boolean nowHeadless,
                boolean nowExternal) {
            return new ServiceShape(
                    nowLabels,
                    nowSelector,
                    ports,
                    nowHeadless,
                    publishNotReady,
                    nowFamilies,
                    trafficDistribution,
                    topologyMode,
                    nowExternal);
        }

        Map<String, String> annotations() {
            return topologyMode ? Map.of("service.kubernetes.io/topology-mode", "Auto") : Map.of();
        }
    }

    /** A pod. */
    record PodShape(
            Map<String, String> labels,
            String node,
            int number,
            boolean dualStack,
            int httpPort,
            boolean sidecar,
            String subdomain,
            boolean ready,
            String phase,
            boolean terminating) {
        PodShape with(boolean nowReady, String nowPhase) {
            return new PodShape(
                    labels,
                    node,
                    number,
                    dualStack,
                    httpPort,
                    sidecar,
                    subdomain,
                    nowReady,
                    // A pod that has finished stays so.
                    phase.equals("Running") ? nowPhase : phase,
                    terminating);
        }

        PodShape terminated() {
            return new PodShape(labels, node, number, dualStack, httpPort, sidecar, subdomain, ready, phase, true);
        }

        PodShape on(String otherNode, int otherNumber) {
            return new PodShape(
                    labels, otherNode, otherNumber, dualStack, httpPort, sidecar, subdomain, ready, "Running", false);
        }
    }

    Objects(String namespace, Random random) {
        this.namespace = namespace;
        this.random = random;
    }

    String namespace() {
        return namespace;
    }

    Map<String, String> labels() {
        return Map.of("app", one(List.of("a", "b")), "tier", one(List.of("front", "back")));
    }

    ServiceShape service() {
        var headless = random.nextInt(3) == 0;
        return new ServiceShape(
                serviceLabels(),
                selector(),
                headless && random.nextInt(3) == 0 ? List.of() : one(PORTS),
                headless,
                random.nextInt(4) == 0,
                one(List.of("SingleStack", "SingleStack", "RequireDualStack", "IPv6")),
                one(DISTRIBUTIONS),
                random.nextInt(4) == 0,
                false);
    }

    ServiceShape editedService(ServiceShape before) {
        var edited = service();
        var what = random.nextInt(6);
        return new ServiceShape(
                what == 0 ? edited.labels : before.labels,
                what == 1 ? edited.selector : before.selector,
                what == 2 ? one(PORTS) : before.ports,
                before.headless,
                (what == 3) != before.publishNotReady,
                before.families,
                what == 4 ? edited.trafficDistribution : before.trafficDistribution,
                (what == 5) != before.topologyMode,
                before.external);
    }

    String node() {
        return one(NODES);
    }

    /** One of so many that are alike. */
    PodShape podOfCrowd(int number) {
        return new PodShape(
                Map.of("app", "a", "tier", "crowd"), node(), number, false, 8080, false, "", true, "Running", false);
    }

    PodShape pod(int number) {
        return new PodShape(
                labels(),
                node(),
                number,
                random.nextBoolean(),
                random.nextInt(4) == 0 ? 9090 : 8080,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0 ? "service-" + random.nextInt(5) : "",
                random.nextInt(3) > 0,
                "Running",
                false);
    }

    Service service(String name, ServiceShape shape) {
        var builder = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(shape.labels)
                .withAnnotations(shape.annotations())
                .endMetadata()
                .withNewSpec()
                .withSelector(shape.selector)
                .withPorts(ports(shape.ports))
                .withPublishNotReadyAddresses(shape.publishNotReady)
                .withTrafficDistribution(shape.trafficDistribution.isEmpty() ? null : shape.trafficDistribution)
                .withIpFamilyPolicy(shape.families.equals("IPv6") ? "SingleStack" : shape.families);
        if (shape.headless) {
            builder.withClusterIP("None");
        }
        if (shape.families.equals("IPv6")) {
            builder.withIpFamilies("IPv6");
        }
        return builder.endSpec().build();
    }

    List<ServicePort> ports(List<String> targets) {
        var ports = new ArrayList<ServicePort>();
        for (var target : targets) {
            var udp = target.equals("dns-udp");
            var port = new ServicePortBuilder()
                    .withName("to-" + target)
                    .withPort(80 + ports.size())
                    .withProtocol(udp ? "UDP" : "TCP")
                    .withAppProtocol(target.equals("metrics") ? "http" : null);
            ports.add(
                    target.equals("8080")
                            ? port.withNewTargetPort(8080).build()
                            : port.withNewTargetPort(target).build());
        }
        return ports;
    }

    Pod pod(String name, PodShape shape) {
        var builder = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(shape.labels)
                .endMetadata()
                .withNewSpec()
                .withNodeName(shape.node)
                .addNewContainer()
                .withName("main")
                .withImage("nothing")
                .withPorts(port("http", shape.httpPort, "TCP"), port("dns-udp", 53, "UDP"))
                .endContainer();
        if (shape.sidecar) {
            builder.addNewInitContainer()
                    .withName("sidecar")
                    .withImage("nothing")
                    .withRestartPolicy("Always")
                    .withPorts(port("metrics", 9100, "TCP"))
                    .endInitContainer();
        }
        if (!shape.subdomain.isEmpty()) {
            builder.withHostname("host-" + shape.number).withSubdomain(shape.subdomain);
        }
        return builder.endSpec().build();
    }

    Pod withStatus(Pod pod, PodShape shape) {
        var builder = new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase(shape.phase)
                .withPodIP(ip(shape))
                .withPodIPs(new PodIP(ip(shape)))
                .withConditions(List.of())
                .addNewCondition()
                .withType("Ready")
                .withStatus(shape.ready ? "True" : "False")
                .endCondition();
        if (shape.dualStack) {
            builder.addToPodIPs(new PodIP("fd00:10:244::" + Integer.toHexString(shape.number)));
        }
        return builder.endStatus().build();
    }

    private static String ip(PodShape shape) {
        return "10.244." + shape.number / 250 + "." + (shape.number % 250 + 1);
    }

    Map<String, String> serviceLabels() {
        return switch (random.nextInt(3)) {
            case 0 -> Map.of();
            case 1 -> Map.of("team", "shop");
            default -> Map.of("team", "bank", "service.kubernetes.io/headless", "claimed");
        };
    }

    private Map<String, String> selector() {
        return random.nextBoolean() ? Map.of("app", one(List.of("a", "b"))) : labels();
    }

    private static ContainerPort port(String name, int number, String protocol) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol(protocol)
                .build();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
