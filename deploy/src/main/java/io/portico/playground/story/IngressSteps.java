package io.portico.playground.story;

import java.util.List;
import java.util.TreeSet;

/** ingress-controller and default-backend: routing by host. */
final class IngressSteps {
    private static final String INGRESS = "ingress-controller";

    static final List<Step> ALL = List.of(
            Step.of(
                    "A host that nobody claims gets 404 from default-backend",
                    IngressSteps::unknownHost,
                    INGRESS,
                    "default-backend"),
            Step.of("One Ingress, two hosts, two Services, on every node", IngressSteps::twoHosts, INGRESS),
            Step.of("The Ingress says where it is reached", IngressSteps::status, INGRESS));

    private IngressSteps() {}

    private static void unknownHost(Scene scene) throws StepFailed, InterruptedException {
        for (var node : scene.nodes()) {
            var answer = scene.until(
                    "404 on " + node,
                    scene.client(),
                    reply -> reply.text().endsWith("404") && reply.has("o Ingress claims this host"),
                    Web.ingress("http", "nobody.example", node));
            scene.expect("404 from default-backend on " + node, answer.text().endsWith("404"), answer.output());
        }
    }

    private static void twoHosts(Scene scene) throws StepFailed, InterruptedException {
        scene.apply("2-dashboard-and-kibana.yaml");
        scene.kubectl("rollout", "status", "-n", "kube-system", "deployment/kubernetes-dashboard", "--timeout=60s");
        scene.kubectl("rollout", "status", "-n", "kube-system", "deployment/kibana-logging", "--timeout=60s");
        scene.apply("3-ingress.yaml");
        for (var node : scene.nodes()) {
            reaches(scene, node, Web.DASHBOARD, "kubernetes-dashboard-");
            reaches(scene, node, Web.KIBANA, "kibana-logging-");
        }
    }

    private static void reaches(Scene scene, String node, String host, String pod)
            throws StepFailed, InterruptedException {
        var sentence = host + " on " + node + " reaches " + pod.substring(0, pod.length() - 1);
        scene.until(
                sentence,
                scene.client(),
                reply -> reply.text().startsWith(pod) && reply.text().endsWith("200"),
                Web.ingress("http", host, node));
        scene.holds(sentence);
    }

    private static void status(Scene scene) throws StepFailed, InterruptedException {
        var nodes = new TreeSet<>(scene.nodes());
        scene.await(
                "status.loadBalancer lists both nodes",
                () -> new TreeSet<>(List.of(scene.value(
                                "kube-system",
                                "ingress/dashboard-kibana-ingress",
                                "{.status.loadBalancer.ingress[*].ip}")
                        .split(" "))),
                nodes::equals);
        scene.kubectl("get", "ingress", "-n", "kube-system");
        scene.holds("status.loadBalancer lists both nodes");
    }
}
