package io.portico.playground.story;

import io.portico.playground.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** endpoints-controller and node-proxy: a load balancer without a cloud. */
final class LoadBalancerSteps {
    private static final String ENDPOINTS = "endpoints-controller";
    private static final String PROXY = "node-proxy";
    private static final String SERVICE = "java-web2-public";
    private static final String RIVAL = "java-web2-rival";

    static final List<Step> ALL = List.of(
            Step.of(
                    "A LoadBalancer Service gets the nodes' addresses, and the client reaches it there",
                    LoadBalancerSteps::addresses,
                    ENDPOINTS,
                    PROXY),
            Step.of(
                    "Ports that are taken are refused with a sentence, and go to the next once they are free",
                    LoadBalancerSteps::refused,
                    ENDPOINTS,
                    PROXY));

    private LoadBalancerSteps() {}

    private static void addresses(Scene scene) throws StepFailed, InterruptedException {
        var start = Instant.now();
        scene.apply("7-load-balancer.yaml");
        for (var node : scene.nodes()) {
            scene.until(
                    node + ":8080 answers", scene.client(), Answer::succeeded, Web.get("http://" + node + ":8080/"));
        }
        scene.holds("both nodes answer on port 8080, %s after the command"
                .formatted(Console.duration(Duration.between(start, Instant.now()))));
        for (var node : scene.nodes()) {
            var seen = Web.names(scene, scene.client(), 2, Web.get("http://" + node + ":8080/"));
            scene.holds(node + ":8080 reaches both pods: " + String.join(", ", seen));
        }
        scene.kubectl("get", "service", SERVICE, "-o", "wide");
        scene.expect(
                "its status has both nodes' addresses",
                given(scene, SERVICE).equals(scene.nodes()),
                given(scene, SERVICE).toString());
        var pod = scene.run(
                scene.pod("visitor"), Web.get("http://" + scene.nodes().getLast() + ":8080/"));
        scene.expect("a pod reaches it, too", pod.text().startsWith("java-web2-"), pod.output());
    }

    private static void refused(Scene scene) throws StepFailed, InterruptedException {
        var sentences = List.of(
                MistakeSteps.warning(scene, "default", RIVAL, SERVICE),
                MistakeSteps.warning(scene, "default", "java-web2-on-80", "ingress-controller"),
                MistakeSteps.warning(scene, "default", "java-web2-on-22", "22/TCP"));
        scene.kubectl("get", "services", "-n", "default");
        scene.kubectl(
                "get",
                "events",
                "--field-selector",
                "type=Warning,source=portico-endpoints-controller,reason!=UnknownTargetPort",
                "-o",
                "custom-columns=OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message");
        sentences.forEach(scene::holds);
        for (var name : List.of(RIVAL, "java-web2-on-80", "java-web2-on-22")) {
            scene.expect(
                    name + " has no address",
                    given(scene, name).isEmpty(),
                    given(scene, name).toString());
        }
        scene.kubectl("delete", "service", SERVICE);
        scene.await(RIVAL + " has both nodes' addresses now", () -> given(scene, RIVAL), scene.nodes()::equals);
        scene.kubectl("get", "service", RIVAL, "-o", "wide");
        scene.until(
                RIVAL + " answers the client",
                scene.client(),
                Answer::succeeded,
                Web.get("http://" + scene.nodes().getFirst() + ":8080/"));
        scene.holds(RIVAL + " has both nodes' addresses now, and answers the client");
        scene.kubectl("delete", "service", RIVAL, "java-web2-on-80", "java-web2-on-22");
    }

    private static List<String> given(Scene scene, String service) {
        var addresses = scene.value("default", "service/" + service, "{.status.loadBalancer.ingress[*].ip}");
        return addresses.isEmpty() ? List.of() : List.of(addresses.split(" "));
    }
}
