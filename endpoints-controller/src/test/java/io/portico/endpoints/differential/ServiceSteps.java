package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.History.Step;
import io.portico.endpoints.differential.Objects.ServiceShape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What happens to Services. */
final class ServiceSteps {
    private ServiceSteps() {}

    static Step write(Objects objects, String name, @Nullable ServiceShape before, ServiceShape shape) {
        if (before == null) {
            var service = objects.service(name, shape);
            return new Step(
                    "create service " + name + " " + shape,
                    client -> client.resource(service).create());
        }
        return edit(
                objects,
                name,
                "is " + shape,
                service -> new ServiceBuilder(service)
                        .editMetadata()
                        .withLabels(shape.labels())
                        .withAnnotations(shape.annotations())
                        .endMetadata()
                        .editSpec()
                        .withSelector(shape.selector())
                        .withPorts(objects.ports(shape.ports()))
                        .withPublishNotReadyAddresses(shape.publishNotReady())
                        .withTrafficDistribution(distribution(shape))
                        .endSpec()
                        .build());
    }

    static Step select(Objects objects, String name, ServiceShape shape) {
        return edit(
                objects,
                name,
                "selects " + shape.selector(),
                service -> new ServiceBuilder(service)
                        .editSpec()
                        .withSelector(shape.selector())
                        .endSpec()
                        .build());
    }

    static Step external(Objects objects, String name) {
        return edit(
                objects,
                name,
                "is an ExternalName",
                service -> new ServiceBuilder(service)
                        .editSpec()
                        .withType("ExternalName")
                        .withExternalName("example.org")
                        .withClusterIP(null)
                        .withClusterIPs(List.of())
                        .withIpFamilies(List.of())
                        .withIpFamilyPolicy(null)
                        .withTrafficDistribution(null)
                        .endSpec()
                        .build());
    }

    static Step back(Objects objects, String name, ServiceShape shape) {
        return edit(
                objects,
                name,
                "is no ExternalName any more: " + shape,
                service -> new ServiceBuilder(service)
                        .editMetadata()
                        .withLabels(shape.labels())
                        .endMetadata()
                        .editSpec()
                        .withType("ClusterIP")
                        .withExternalName(null)
                        .withClusterIP(shape.headless() ? "None" : null)
                        .withIpFamilies(shape.families().equals("IPv6") ? List.of("IPv6") : List.of())
                        .withIpFamilyPolicy(shape.families().equals("IPv6") ? "SingleStack" : shape.families())
                        .withTrafficDistribution(distribution(shape))
                        .endSpec()
                        .build());
    }

    static Step families(Objects objects, String name, ServiceShape shape) {
        return edit(
                objects,
                name,
                "is of families " + shape.families(),
                service -> new ServiceBuilder(service)
                        .editSpec()
                        .withIpFamilyPolicy(shape.families())
                        .endSpec()
                        .build());
    }

    private static @Nullable String distribution(ServiceShape shape) {
        return shape.trafficDistribution().isEmpty() ? null : shape.trafficDistribution();
    }

    private static Step edit(Objects objects, String name, String text, UnaryOperator<Service> change) {
        return new Step("service " + name + " " + text, (KubernetesClient client) -> {
            var _ = client.services()
                    .inNamespace(objects.namespace())
                    .withName(name)
                    .edit(change);
        });
    }
}
