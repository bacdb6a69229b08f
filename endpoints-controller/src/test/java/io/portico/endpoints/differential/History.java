package io.portico.endpoints.differential;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.Objects.PodShape;
import io.portico.endpoints.differential.Objects.ServiceShape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A random history of one namespace. Equal seeds make equal histories, whatever the API server answers, so one history
 * can be played to two of them.
 */
final class History {
    private final Random random;
    private final String namespace;
    private final Objects objects;
    private final HandWriting handWriting;
    private final Map<String, ServiceShape> services = new TreeMap<>();
    private final Map<String, PodShape> pods = new TreeMap<>();

    /** Endpoints that no controller keeps for the time being. */
    private final Set<String> written = new TreeSet<>();

    /** Services deleted since the last quiet point, and whether a controller kept their Endpoints. */
    private final Map<String, Boolean> deleted = new TreeMap<>();

    private boolean quiet;
    private boolean ending;
    private int numbers;

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
        handWriting = new HandWriting(namespace, random);
    }

    /** All steps so far have been followed. */
    void quiet() {
        quiet = true;
        deleted.clear();
    }

    /** Something happened that not all have followed. */
    void disturbed() {
        quiet = false;
    }

    Step step() {
        var step = quiet && !ending && random.nextBoolean() ? leave() : next();
        quiet = false;
        return step;
    }

    /** Hand-written Endpoints of a Service that is new, whose mirror is several slices. */
    Step writeSeveral() {
        var name = "several-" + numbers++;
        return new Step("write several subsets of " + name, client -> handWriting.several(client, name));
    }

    /** Ends the namespace; what comes after needs nothing new, which the API server would refuse. */
    Step end() {
        ending = true;
        return new Step(
                "delete namespace",
                client -> client.namespaces().withName(namespace).delete());
    }

    private Step next() {
        if (ending) {
            return switch (random.nextInt(4)) {
                case 0 -> deleteService();
                case 1 -> endPod();
                default -> readiness();
            };
        }
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> service("service-" + random.nextInt(5));
            case 3 -> deleteService();
            case 4, 5, 6, 7 -> pod("pod-" + random.nextInt(9));
            case 8, 9 -> readiness();
            case 10 -> relabel();
            case 11 -> finish();
            case 12 -> move();
            case 13 -> families();
            case 14 -> comeBack();
            case 15, 16, 17 -> handWriting("service-" + random.nextInt(5));
            case 18 -> random.nextInt(12) == 0 ? crowd() : endPod();
            default -> endPod();
        };
    }

    private Step service(String name) {
        var before = services.get(name);
        if (Boolean.FALSE.equals(deleted.get(name)) || (before != null && before.external())) {
            return pod("pod-" + random.nextInt(9));
        }
        var fresh = objects.service();
        var shape = before == null ? fresh : objects.editedService(before);
        if (before == null && !deleted.containsKey(name) && random.nextInt(3) == 0) {
            shape = shape.selecting(Map.of());
        }
        services.put(name, shape);
        if (shape.selects()) {
            written.remove(name);
        }
        return ServiceSteps.write(objects, name, before, shape);
    }

    /**
     * Takes a Service's selector away, or gives it back, or makes it an ExternalName. Only at a quiet point, because
     * its endpoints stay as they are then, and so as far as a controller had come.
     */
    private Step leave() {
        if (services.isEmpty()) {
            return next();
        }
        var name = pick(services);
        var before = services.get(name);
        if (random.nextInt(3) == 0 && !before.external()) {
            services.put(name, before.externally(true, before.headless(), before.labels()));
            return ServiceSteps.external(objects, name);
        }
        var shape = before.selecting(before.selector().isEmpty() ? Map.of("app", "a") : Map.of());
        services.put(name, shape);
        if (shape.selects()) {
            written.remove(name);
        } else if (before.selects()) {
            written.add(name);
        }
        return ServiceSteps.select(objects, name, shape);
    }

    /** Makes an ExternalName a Service again, with other labels: upstream looks at an old slice's labels no sooner. */
    private Step comeBack() {
        var external = new TreeMap<>(services);
        external.values().removeIf(shape -> !shape.external());
        if (external.isEmpty()) {
            return readiness();
        }
        var name = pick(external);
        var before = services.get(name);
        numbers++;
        var shape = before.externally(
                false, before.ports().isEmpty() || random.nextBoolean(), Map.of("back", "" + numbers));
        services.put(name, shape);
        return ServiceSteps.back(objects, name, shape);
    }

    private Step families() {
        var kept = new TreeMap<>(services);
        kept.values().removeIf(shape -> shape.external());
        if (kept.isEmpty()) {
            return readiness();
        }
        var name = pick(kept);
        var before = services.get(name);
        var dual = before.families().equals("RequireDualStack");
        var shape = before.ofFamilies(dual ? "SingleStack" : "RequireDualStack");
        services.put(name, shape);
        return ServiceSteps.families(objects, name, shape);
    }

    private Step deleteService() {
        if (services.isEmpty()) {
            return readiness();
        }
        var name = pick(services);
        var before = services.remove(name);
        deleted.put(name, before != null && before.selects());
        written.remove(name);
        return new Step(
                "delete service " + name,
                client ->
                        client.services().inNamespace(namespace).withName(name).delete());
    }

    private Step handWriting(String name) {
        var service = services.get(name);
        if (deleted.containsKey(name) || (service != null && !service.selector().isEmpty())) {
            return readiness();
        }
        if (written.add(name)) {
            return handWriting.create(name);
        }
        if (random.nextInt(4) == 0) {
            written.remove(name);
            return handWriting.delete(name);
        }
        return handWriting.edit(name);
    }

    private Step pod(String name) {
        if (pods.containsKey(name)) {
            return readiness();
        }
        numbers++;
        var shape = objects.pod(numbers);
        pods.put(name, shape);
        return new Step("create pod " + name + " " + shape, client -> create(client, name, shape));
    }

    /** More than a slice takes. */
    private Step crowd() {
        if (numbers > 500) {
            return readiness();
        }
        var crowd = new TreeMap<String, PodShape>();
        for (var i = 0; i < 105; i++) {
            numbers++;
            crowd.put("crowd-" + numbers, objects.podOfCrowd(numbers));
        }
        pods.putAll(crowd);
        return new Step("create 105 pods", client -> crowd.forEach((name, shape) -> create(client, name, shape)));
    }

    /** A pod comes again under its name on another node, sometimes with the address that it had. */
    private Step move() {
        if (pods.isEmpty()) {
            return pod("pod-0");
        }
        var name = pick(pods);
        numbers++;
        var before = pods.get(name);
        var shape = before.on(objects.node(), random.nextBoolean() ? numbers : before.number());
        pods.put(name, shape);
        return new Step("move pod " + name + " " + shape, client -> {
            delete(client, name, 0);
            create(client, name, shape);
        });
    }

    private Step readiness() {
        if (pods.isEmpty()) {
            return ending ? new Step("nothing", client -> {}) : pod("pod-0");
        }
        var name = pick(pods);
        var shape = pods.get(name).with(random.nextBoolean(), "Running");
        pods.put(name, shape);
        return new Step(
                "pod " + name + (shape.ready() ? " is ready" : " is not ready"), client -> status(client, name, shape));
    }

    private Step finish() {
        if (pods.isEmpty()) {
            return pod("pod-0");
        }
        var name = pick(pods);
        var shape = pods.get(name).with(false, random.nextBoolean() ? "Succeeded" : "Failed");
        pods.put(name, shape);
        return new Step("pod " + name + " " + shape.phase(), client -> status(client, name, shape));
    }

    private Step relabel() {
        if (pods.isEmpty()) {
            return pod("pod-0");
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
            return readiness();
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
                client -> delete(client, name, terminates ? 3600 : 0));
    }

    private void create(KubernetesClient client, String name, PodShape shape) {
        client.resource(objects.pod(name, shape)).create();
        status(client, name, shape);
    }

    private void delete(KubernetesClient client, String name, long graceSeconds) {
        client.pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(graceSeconds)
                .delete();
    }

    private void status(KubernetesClient client, String name, PodShape shape) {
        client.pods().inNamespace(namespace).withName(name).editStatus(pod -> objects.withStatus(pod, shape));
    }

    private String pick(Map<String, ?> from) {
        return List.copyOf(from.keySet()).get(random.nextInt(from.size()));
    }
}
