package io.portico.playground.story;

import java.util.List;

/** What users get wrong, and the sentence they get for it. */
final class MistakeSteps {
    private static final String INGRESS = "ingress-controller";
    private static final String ENDPOINTS = "endpoints-controller";

    static final List<Step> ALL = List.of(
            Step.of(
                    "A host left out of tls.hosts: the default certificate, and an Event that says so",
                    MistakeSteps::forgottenHost,
                    INGRESS),
            Step.of(
                    "Mistakes: each gets a sentence on its object, and everything else goes on",
                    MistakeSteps::mistakes,
                    INGRESS,
                    ENDPOINTS));

    private MistakeSteps() {}

    private static void forgottenHost(Scene scene) throws StepFailed, InterruptedException {
        scene.apply("5-ingress-without-kibana.yaml");
        var node = scene.nodes().getFirst();
        var ca = scene.directory().resolve("kube-ca.crt").toString();
        scene.until(
                "the certificate that " + Web.KIBANA + " gets is not accepted",
                scene.client(),
                Answer::certificateRejected,
                Web.ingress("https", Web.KIBANA, node, "--cacert", ca));
        scene.holds(Web.KIBANA + " is served a certificate that kube-ca does not vouch for");
        var certificate = scene.run(
                scene.client(),
                "sh",
                "-c",
                "openssl s_client -connect %s:443 -servername %s </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer"
                        .formatted(node, Web.KIBANA));
        scene.expect("it is the default certificate", certificate.has("default certificate"), certificate.output());
        var sentence = warning(scene, "kube-system", "dashboard-kibana-ingress", Web.KIBANA);
        scene.kubectl(
                "get",
                "events",
                "-n",
                "kube-system",
                "--field-selector",
                "reason=DefaultCertificateServed",
                "-o",
                "custom-columns=OBJECT:.involvedObject.name,FROM:.source.component,MESSAGE:.message");
        scene.holds(sentence);
        serves(scene, Web.DASHBOARD + " keeps its own", Web.DASHBOARD, "kubernetes-dashboard-", ca);
    }

    private static void mistakes(Scene scene) throws StepFailed, InterruptedException {
        scene.shell(keyPair(scene, "one") + " && " + keyPair(scene, "other") + " && cd " + scene.directory()
                + " && kubectl create secret generic -n kube-system wiki-secret --type=kubernetes.io/tls"
                + " --from-file=tls.crt=one.crt --from-file=tls.key=other.key");
        scene.apply("6-mistakes.yaml");
        var sentences = List.of(
                warning(scene, "default", "java-web2-typo", "htpp"),
                warning(scene, "kube-system", "grafana-ingress", "grafanna"),
                warning(scene, "kube-system", "shop-ingress", "shop-secrte"),
                warning(scene, "kube-system", "wiki-ingress", "wiki-secret"),
                warning(scene, "kube-system", "latecomer-ingress", Web.DASHBOARD));
        scene.kubectl(
                "get",
                "events",
                "--all-namespaces",
                "--field-selector",
                "type=Warning,involvedObject.name!=dashboard-kibana-ingress",
                "-o",
                "custom-columns=OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message");
        sentences.forEach(scene::holds);
        var ca = scene.directory().resolve("kube-ca.crt").toString();
        serves(
                scene,
                Web.DASHBOARD + " is served by the older Ingress, as before",
                Web.DASHBOARD,
                "kubernetes-dashboard-",
                ca);
        var nodePort =
                scene.run(scene.client(), Web.get("http://" + scene.nodes().getFirst() + ":30045/"));
        scene.expect("java-web2 is served as before", nodePort.text().startsWith("java-web2-"), nodePort.output());
    }

    private static void serves(Scene scene, String sentence, String host, String pod, String ca)
            throws StepFailed, InterruptedException {
        scene.until(
                sentence,
                scene.client(),
                reply -> reply.text().startsWith(pod) && reply.text().endsWith("200"),
                Web.ingress("https", host, scene.nodes().getFirst(), "--cacert", ca));
        scene.holds(sentence);
    }

    private static String keyPair(Scene scene, String name) {
        return "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=wiki.mritd.me"
                + " -keyout %1$s/%2$s.key -out %1$s/%2$s.crt 2>/dev/null".formatted(scene.directory(), name);
    }

    /** Waits for a Warning Event on an object whose message names the culprit; what holds then. */
    static String warning(Scene scene, String namespace, String object, String culprit)
            throws StepFailed, InterruptedException {
        var sentence = "a Warning on " + object + " names " + culprit;
        scene.await(
                sentence,
                () -> scene.value(
                        namespace,
                        "events",
                        "{range .items[?(@.involvedObject.name==\"%s\")]}{.type} {.message}{\"\\n\"}{end}"
                                .formatted(object)),
                events -> events.lines().anyMatch(line -> line.startsWith("Warning ") && line.contains(culprit)));
        return sentence;
    }
}
