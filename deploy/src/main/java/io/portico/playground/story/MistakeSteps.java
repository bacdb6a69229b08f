package io.portico.playground.story;

import java.util.List;

/** What users get wrong, and the sentence they get for it. */
final class MistakeSteps {
    private static final String INGRESS = "ingress-controller";

    static final List<Step> ALL = List.of(
            Step.of(
                    "A host left out of tls.hosts: the default certificate, and an Event that says so",
                    MistakeSteps::forgottenHost,
                    INGRESS),
            Step.of(
                    "An Ingress that names a missing Service: an Event, and everything else goes on",
                    MistakeSteps::missingService,
                    INGRESS));

    private MistakeSteps() {}

    private static void forgottenHost(Scene scene) throws StepFailed, InterruptedException {
        scene.apply("5-ingress-without-kibana.yaml");
        var node = scene.nodes().getFirst();
        var ca = scene.directory().resolve("kube-ca.crt").toString();
        var answer = scene.until(
                "the certificate that " + Web.KIBANA + " gets is not accepted",
                scene.client(),
                Answer::certificateRejected,
                Web.ingress("https", Web.KIBANA, node, "--cacert", ca));
        scene.expect(Web.KIBANA + " is served the default certificate", answer.certificateRejected(), answer.output());
        scene.run(
                scene.client(),
                "sh",
                "-c",
                "openssl s_client -connect %s:443 -servername %s </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer"
                        .formatted(node, Web.KIBANA));
        warning(scene, "dashboard-kibana-ingress", Web.KIBANA);
        var dashboard = scene.until(
                Web.DASHBOARD + " keeps its own",
                scene.client(),
                reply -> reply.succeeded() && reply.text().endsWith("200"),
                Web.ingress("https", Web.DASHBOARD, node, "--cacert", ca));
        scene.expect(Web.DASHBOARD + " keeps its own", dashboard.succeeded(), dashboard.output());
    }

    private static void missingService(Scene scene) throws StepFailed, InterruptedException {
        scene.apply("6-broken-ingress.yaml");
        warning(scene, "grafana-ingress", "grafanna");
        var answer = scene.run(
                scene.client(),
                Web.ingress("https", Web.DASHBOARD, scene.nodes().getFirst(), "--insecure"));
        scene.expect(Web.DASHBOARD + " is served as before", answer.text().endsWith("200"), answer.output());
    }

    /** Waits for a Warning Event on an Ingress whose message names the culprit, and shows it. */
    private static void warning(Scene scene, String ingress, String culprit) throws StepFailed, InterruptedException {
        var sentence = "a Warning Event on the Ingress names " + culprit;
        scene.await(
                sentence,
                () -> scene.value(
                        "kube-system",
                        "events",
                        "{range .items[?(@.involvedObject.name==\"%s\")]}{.type} {.message}{\"\\n\"}{end}"
                                .formatted(ingress)),
                events -> events.lines().anyMatch(line -> line.startsWith("Warning ") && line.contains(culprit)));
        scene.kubectl(
                "get",
                "events",
                "-n",
                "kube-system",
                "--field-selector",
                "type=Warning,involvedObject.name=" + ingress,
                "-o",
                "custom-columns=REASON:.reason,FROM:.source.component,MESSAGE:.message");
        scene.holds(sentence);
    }
}
