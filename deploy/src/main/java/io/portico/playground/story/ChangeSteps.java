package io.portico.playground.story;

import io.portico.playground.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All services together: pods come, go and move, and traffic follows. */
final class ChangeSteps {
    private static final String ENDPOINTS = "endpoints-controller";
    private static final String PROXY = "node-proxy";
    private static final String INGRESS = "ingress-controller";

    static final List<Step> ALL = List.of(
            Step.of("Scale up: the new pod gets traffic", ChangeSteps::scaleUp, ENDPOINTS, PROXY),
            Step.of(
                    "Scale to zero: refused, and 503 from the ingress",
                    ChangeSteps::scaleToZero,
                    ENDPOINTS,
                    PROXY,
                    INGRESS),
            Step.of("A pod moves to the other node, and traffic follows", ChangeSteps::move, ENDPOINTS, INGRESS));

    private ChangeSteps() {}

    private static void scaleUp(Scene scene) throws StepFailed, InterruptedException {
        var before = pods(scene, "default", "java-web2");
        var command = Web.get("http://" + scene.nodes().getFirst() + ":30045/");
        var start = Instant.now();
        scene.kubectl("scale", "deployment/java-web2", "--replicas=3");
        var first = scene.await(
                "the third pod answers",
                () -> scene.attempt(scene.client(), command).text(),
                name -> name.startsWith("java-web2-") && !before.contains(name));
        follows(scene, "the third pod, " + first + ", answers", first, start);
        var seen = Web.names(scene, scene.client(), 3, command);
        scene.holds("all three get traffic: " + String.join(", ", seen));
    }

    private static void scaleToZero(Scene scene) throws StepFailed, InterruptedException {
        var pods = pods(scene, "default", "java-web2");
        var start = Instant.now();
        scene.kubectl("scale", "deployment/java-web2", "--replicas=0");
        scene.until(
                "the NodePort refuses",
                scene.client(),
                Answer::refused,
                Web.get("http://" + scene.nodes().getFirst() + ":30045/"));
        refuses(scene, "the NodePort refuses", pods, start);

        pods = pods(scene, "kube-system", "kubernetes-dashboard");
        start = Instant.now();
        scene.kubectl("scale", "-n", "kube-system", "deployment/kubernetes-dashboard", "--replicas=0");
        scene.until(
                "the ingress answers 503",
                scene.client(),
                reply -> reply.text().endsWith("503"),
                Web.ingress("https", Web.DASHBOARD, scene.nodes().getFirst(), "--insecure"));
        refuses(scene, "the ingress answers 503", pods, start);
        scene.kubectl("scale", "-n", "kube-system", "deployment/kubernetes-dashboard", "--replicas=1");
        scene.kubectl("scale", "deployment/java-web2", "--replicas=2");
        scene.kubectl("rollout", "status", "deployment/java-web2", "--timeout=60s");
    }

    private static void move(Scene scene) throws StepFailed, InterruptedException {
        var before = pods(scene, "kube-system", "kibana-logging").iterator().next();
        var from = scene.value("kube-system", "pod/" + before, "{.spec.nodeName}");
        scene.kubectl("cordon", from);
        var start = Instant.now();
        scene.kubectl("delete", "pod", "-n", "kube-system", before, "--wait=false");
        var command = Web.ingress("https", Web.KIBANA, scene.nodes().getFirst(), "--insecure");
        var answer = scene.until(
                "the pod's successor answers",
                scene.client(),
                reply -> reply.text().endsWith("200") && !reply.has(before),
                command);
        var after = answer.output().lines().findFirst().orElse("");
        follows(scene, after + " answers instead of " + before, after, start);
        scene.kubectl("get", "pods", "-n", "kube-system", "-o", "wide");
        scene.expect(
                "it runs on the other node",
                !scene.value("kube-system", "pod/" + after, "{.spec.nodeName}").equals(from),
                "still on " + from);
        scene.kubectl("uncordon", from);
    }

    /** Says how long traffic took: from the moment the pod was ready, and from the command. */
    private static void follows(Scene scene, String sentence, String pod, Instant start) {
        var now = Instant.now();
        var ready = scene.playground().kubelet().readySince(pod);
        scene.holds("%s, %s after it was ready, %s after the command"
                .formatted(
                        sentence,
                        ready.map(instant -> Console.duration(Duration.between(instant, now)))
                                .orElse("?"),
                        Console.duration(Duration.between(start, now))));
    }

    /** Pods that end serve on, for a second here, as long as there are no others. */
    private static void refuses(Scene scene, String sentence, Set<String> pods, Instant start) {
        var now = Instant.now();
        var last = pods.stream()
                .flatMap(pod -> scene.playground().kubelet().ended(pod).stream())
                .max(Comparator.naturalOrder());
        scene.holds("%s, %s after the last pod had ended, %s after the command"
                .formatted(
                        sentence,
                        last.map(end -> Console.duration(Duration.between(end, now)))
                                .orElse("?"),
                        Console.duration(Duration.between(start, now))));
    }

    private static Set<String> pods(Scene scene, String namespace, String app) {
        return new HashSet<>(List.of(
                scene.value(namespace, "pods", "{.items[?(@.metadata.labels.app==\"" + app + "\")].metadata.name}")
                        .split(" ")));
    }
}
