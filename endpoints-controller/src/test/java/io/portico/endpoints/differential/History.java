package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.Objects.PodShape;
import io.portico.endpoints.differential.Objects.ServiceShape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A random history of one namespace. Equal seeds make equal histories, whatever the API server answers, so one history
 * can be played to two of them.
 */
final class History {
    private final Random random;
    private final String namespace;
    private final Objects objects;
    private final Map<String, ServiceShape> services = new TreeMap<>();
    private final Map<String, PodShape> pods = new TreeMap<>();
    private boolean quiet;
    private int addresses;

    /** One change, in words and in deed. */
    record Step(String text, Change change) {
        /** Makes the change on one API server. */
        interface Change {
            void on(KubernetesClient client);
        }
    }

    History(long seed, String namespace) {
        random = new Random(seed);
        this.namespace = namespace;
        objects = new Objects(namespace, random);
    }

    /** All steps so far have been followed. */
    void quiet() {
        quiet = true;
    }

    Step step() {
        var step = quiet && random.nextBoolean() ? selector() : next();
        quiet = false;
        return step;
    }

    private Step next() {
        return switch (random.nextInt(14)) {
            case 0, 1 -> service("service-" + random.nextInt(5));
            case 2 -> deleteService();
            case 3, 4, 5, 6 -> pod("pod-" + random.nextInt(9));
            case 7, 8, 9 -> readiness();
            case 10 -> relabel();
            case 11 -> finish();
            default -> endPod();
        };
    }

    private Step service(String name) {
        var before = services.get(name);
        var shape = before == null ? objects.service() : objects.editedService(before);
        services.put(name, shape);
        if (before == null) {
            var service = objects.service(name, shape);
            return new Step(
                    "create service " + name + " " + shape,
                    client -> client.resource(service).create());
        }
        return new Step(
                "edit service " + name + " " + shape,
                client -> edit(
                        client,
                        name,
                        service -> new ServiceBuilder(service)
                                .editMetadata()
                                .withLabels(shape.labels())
                                .endMetadata()
                                .editSpec()
                                .withSelector(shape.selector())
                                .withPorts(objects.ports(shape.ports()))
                                .withPublishNotReadyAddresses(shape.publishNotReady())
                                .withTrafficDistribution(
                                        shape.trafficDistribution().isEmpty() ? null : shape.trafficDistribution())
                                .endSpec()
                                .build()));
    }

    /**
     * Takes a Service's selector away, or gives it back. Only at a quiet point, because its endpoints stay as they are
     * then, and so as far as a controller had come.
     */
    private Step selector() {
        if (services.isEmpty()) {
            return next();
        }
        var name = pick(services);
        var before = services.get(name);
        var shape = before.selecting(before.selector().isEmpty() ? Map.of("app", "a") : Map.of());
        services.put(name, shape);
        return new Step(
                "service " + name + " selects " + shape.selector(),
                client -> edit(
                        client,
                        name,
                        service -> new ServiceBuilder(service)
                                .editSpec()
                                .withSelector(shape.selector())
                                .endSpec()
                                .build()));
    }

    private Step deleteService() {
        if (services.isEmpty()) {
            return next();
        }
        var name = pick(services);
        services.remove(name);
        return new Step(
                "delete service " + name,
                client ->
                        client.services().inNamespace(namespace).withName(name).delete());
    }

    private Step pod(String name) {
        if (pods.containsKey(name)) {
            return readiness();
        }
        addresses++;
        var shape = objects.pod(addresses);
        pods.put(name, shape);
        var pod = objects.pod(name, shape);
        return new Step("create pod " + name + " " + shape, client -> {
            client.resource(pod).create();
            status(client, name, shape);
        });
    }

    private Step readiness() {
        if (pods.isEmpty()) {
            return next();
        }
        var name = pick(pods);
        var shape = pods.get(name).with(random.nextBoolean(), "Running");
        pods.put(name, shape);
        return new Step(
                "pod " + name + (shape.ready() ? " is ready" : " is not ready"), client -> status(client, name, shape));
    }

    /** Only of a pod that is ready: that a pod finishes which is not, upstream does not notice. */
    private Step finish() {
        var ready = new TreeMap<>(pods);
        ready.values().removeIf(shape -> !shape.ready());
        if (ready.isEmpty()) {
            return next();
        }
        var name = pick(ready);
        var shape = pods.get(name).with(false, random.nextBoolean() ? "Succeeded" : "Failed");
        pods.put(name, shape);
        return new Step("pod " + name + " " + shape.phase(), client -> status(client, name, shape));
    }

    private Step relabel() {
        if (pods.isEmpty()) {
            return next();
        }
        var name = pick(pods);
        var labels = objects.labels();
        return new Step(
                "relabel pod " + name + " " + labels,
                client -> client.pods()
                        .inNamespace(namespace)
                        .withName(name)
                        .edit(pod -> new PodBuilder(pod)
                                .editMetadata()
                                .withLabels(labels)
                                .endMetadata()
                                .build()));
    }

    /** Half of the pods terminate first, and stay until they are picked again. */
    private Step endPod() {
        if (pods.isEmpty()) {
            return next();
        }
        var name = pick(pods);
        var pod = pods.get(name);
        // The API server deletes a pod that has finished at once.
        var terminates = pod.phase().equals("Running") && !pod.terminating() && random.nextBoolean();
        if (terminates) {
            pods.put(name, pod.terminated());
        } else {
            pods.remove(name);
        }
        return new Step(
                (terminates ? "terminate pod " : "delete pod ") + name,
                client -> client.pods()
                        .inNamespace(namespace)
                        .withName(name)
                        .withGracePeriod(terminates ? 3600 : 0)
                        .delete());
    }

    private void edit(KubernetesClient client, String name, UnaryOperator<Service> change) {
        client.services().inNamespace(namespace).withName(name).edit(change);
    }

    private void status(KubernetesClient client, String name, PodShape shape) {
        client.pods().inNamespace(namespace).withName(name).editStatus(pod -> objects.withStatus(pod, shape));
    }

    private String pick(Map<String, ?> from) {
        return List.copyOf(from.keySet()).get(random.nextInt(from.size()));
    }
}
