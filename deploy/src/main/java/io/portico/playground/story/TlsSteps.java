package io.portico.playground.story;

import java.util.List;

/** cert-manager-lite and ingress-controller: certificates. */
final class TlsSteps {
    private static final String INGRESS = "ingress-controller";
    private static final String CERTIFICATES = "cert-manager-lite";

    /** Where the story puts the CA's certificate, on the client. */
    private static final String CA = "kube-ca.crt";

    static final List<Step> ALL = List.of(
            Step.of("TLS on: the certificate is issued and covers every host", TlsSteps::issued, CERTIFICATES),
            Step.of(
                    "It is the one that is served, and kube-ca vouches for it",
                    TlsSteps::served,
                    INGRESS,
                    CERTIFICATES),
            Step.of("Port 80 redirects to 443", TlsSteps::redirect, INGRESS));

    private TlsSteps() {}

    private static void issued(Scene scene) throws StepFailed, InterruptedException {
        var since = System.nanoTime();
        scene.apply("4-ingress-tls.yaml");
        scene.await(
                "Secret kube-system/ingress-secret is there",
                () -> scene.value("kube-system", "secret/ingress-secret", "{.type}"),
                "kubernetes.io/tls"::equals);
        var after = System.nanoTime() - since;
        scene.kubectl("get", "secret", "-n", "kube-system", "ingress-secret");
        var names = scene.shell("kubectl get secret -n kube-system ingress-secret -o jsonpath='{.data.tls\\.crt}'"
                + " | base64 -d | openssl x509 -noout -subject -issuer -ext subjectAltName");
        scene.expect(
                "issued " + after / 1_000_000 + " ms after kubectl apply, for both hosts",
                names.has("DNS:" + Web.DASHBOARD) && names.has("DNS:" + Web.KIBANA),
                names.output());
    }

    private static void served(Scene scene) throws StepFailed, InterruptedException {
        var ca = scene.directory().resolve(CA).toString();
        scene.shell("kubectl get configmap -n portico-system kube-ca-bundle -o jsonpath='{.data.ca\\.crt}' > " + ca);
        for (var node : scene.nodes()) {
            for (var host : List.of(Web.DASHBOARD, Web.KIBANA)) {
                var sentence = "https://" + host + " on " + node + " is vouched for by kube-ca";
                scene.until(
                        sentence,
                        scene.client(),
                        reply -> reply.succeeded() && reply.text().endsWith("200"),
                        Web.ingress("https", host, node, "--cacert", ca));
                scene.holds(sentence);
            }
        }
    }

    private static void redirect(Scene scene) throws StepFailed, InterruptedException {
        for (var host : List.of(Web.DASHBOARD, Web.KIBANA)) {
            var answer = scene.until(
                    "308 for " + host,
                    scene.client(),
                    reply -> reply.has(" 308 "),
                    Web.ingress("http", host, scene.nodes().getFirst(), "--head"));
            scene.expect(
                    host + " on port 80 is sent to https",
                    answer.output().toLowerCase(java.util.Locale.ROOT).contains("location: https://" + host + "/"),
                    answer.output());
        }
    }
}
