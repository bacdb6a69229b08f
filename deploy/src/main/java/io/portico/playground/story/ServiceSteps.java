package io.portico.playground.story;

import static io.portico.playground.story.Web.get;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** endpoints-controller and node-proxy: Services reach their pods. */
final class ServiceSteps {
    private static final String ENDPOINTS = "endpoints-controller";
    private static final String PROXY = "node-proxy";

    /** Short of any connection timeout: a refusal answers within a round trip. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    static final List<Step> ALL = List.of(
            Step.of("Portico runs, each service with the rights of its own ServiceAccount", ServiceSteps::portico),
            Step.of("A Service picks pods, and its Endpoints are the ready ones", ServiceSteps::endpoints, ENDPOINTS),
            Step.of("A pod reaches a Service by its ClusterIP", ServiceSteps::clusterIp, PROXY, ENDPOINTS),
            Step.of("The client reaches it by the NodePort of every node", ServiceSteps::nodePort, PROXY),
            Step.of("A Service without endpoints refuses at once", ServiceSteps::refused, PROXY));

    private ServiceSteps() {}

    private static void portico(Scene scene) throws StepFailed {
        scene.kubectl("get", "pods", "-n", "portico-system", "-o", "wide");
        for (var service : List.of("node-proxy", "default-backend")) {
            var account = "system:serviceaccount:portico-system:portico-" + service;
            var may = scene.kubectlAnyhow("auth", "can-i", "list", "secrets", "--all-namespaces", "--as", account);
            scene.expect(service + " may not read Secrets", may.endsWith("no"), may);
        }
    }

    private static void endpoints(Scene scene) throws StepFailed, InterruptedException {
        scene.apply("1-java-web2.yaml");
        scene.kubectl("rollout", "status", "deployment/java-web2", "--timeout=60s");
        scene.kubectl("wait", "--for=condition=Ready", "pod/visitor", "--timeout=60s");
        var pods = new TreeSet<>(
                List.of(scene.value("default", "pods", "{.items[?(@.metadata.labels.app==\"java-web2\")].status.podIP}")
                        .split(" ")));
        scene.await(
                "the Endpoints are the addresses of both pods",
                () -> new TreeSet<>(
                        List.of(scene.value("default", "endpoints/java-web2", "{.subsets[*].addresses[*].ip}")
                                .split(" "))),
                pods::equals);
        scene.kubectl("get", "service,endpointslice", "-l", "app=java-web2");
        scene.holds("the Endpoints are the addresses of both pods: " + String.join(", ", pods));
    }

    private static void clusterIp(Scene scene) throws StepFailed, InterruptedException {
        var address = scene.value("default", "service/java-web2", "{.spec.clusterIP}");
        var answer = scene.until(
                "a pod of java-web2 answers", scene.pod("visitor"), Answer::succeeded, get("http://" + address + "/"));
        scene.expect("a pod of java-web2 answers", answer.text().startsWith("java-web2-"), answer.output());
        var names = scene.value("default", "service/java-web2-names", "{.spec.clusterIP}");
        var datagram = scene.until(
                "UDP too",
                scene.pod("visitor"),
                Answer::succeeded,
                "timeout",
                "2",
                "bash",
                "-c",
                "exec 3<>/dev/udp/" + names + "/53; echo >&3; head -n 1 <&3");
        scene.expect("UDP too", datagram.text().startsWith("java-web2-"), datagram.output());
    }

    private static void nodePort(Scene scene) throws StepFailed, InterruptedException {
        for (var node : scene.nodes()) {
            var command = get("http://" + node + ":30045/");
            scene.until("the NodePort of " + node + " answers", scene.client(), Answer::succeeded, command);
            var seen = Web.names(scene, scene.client(), 2, command);
            scene.holds(node + ":30045 reaches both pods: " + String.join(", ", seen));
        }
    }

    private static void refused(Scene scene) throws StepFailed {
        var address = scene.value("default", "service/nobody-home", "{.spec.clusterIP}");
        var answer = scene.run(scene.pod("visitor"), "curl", "-sS", "--max-time", "5", "http://" + address + "/");
        scene.expect(
                "refused after " + answer.took().toMillis() + " ms, not left hanging",
                answer.refused() && answer.took().compareTo(AT_ONCE) < 0,
                "exit code " + answer.exitCode() + " after " + answer.took().toMillis() + " ms");
    }
}
