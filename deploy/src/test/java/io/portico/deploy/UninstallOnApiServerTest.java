package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeBinaries;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/uninstall} against a real API server. Jobs and pods end as the test says: there is no kubelet. */
@Requires(Requires.Need.KUBE_API)
class UninstallOnApiServerTest {
    private static final Path DEPLOY = Path.of("").toAbsolutePath();
    private static final String NAMESPACE = "portico-system";

    private final KubeApi api = KubeApi.shared();
    private final KubernetesClient client = api.admin();
    /** What was run, in order. */
    private final List<String> ran = new CopyOnWriteArrayList<>();

    private final Set<String> silentNodes = ConcurrentHashMap.newKeySet();

    @TempDir
    Path directory;

    private record Ended(int exitCode, String output) {}

    @Test
    void everything_goes_in_order_but_certificates_and_a_node_that_does_not_answer_is_named_until_it_does()
            throws Exception {
        for (var node : List.of("node-a", "node-b", "node-w")) {
            client.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .addToLabels("kubernetes.io/os", node.equals("node-w") ? "windows" : "linux")
                            .endMetadata()
                            .build())
                    .create();
        }
        var applied = run(List.of(kubectl(), "--kubeconfig", kubeconfig(), "apply", "-f", "quickstart.yaml"));
        assertThat(applied.exitCode).as(applied.output).isZero();
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kube-ca")
                        .withNamespace(NAMESPACE)
                        .addToLabels("portico.io/managed-by", "cert-manager-lite")
                        .endMetadata()
                        .build())
                .create();
        var kubelets = Thread.ofVirtual().start(this::endWhatIsStarted);
        try {
            silentNodes.add("node-b");
            var first = uninstall("--hand-back", "--timeout", "4");
            assertThat(first.exitCode).as(first.output).isEqualTo(1);
            assertThat(first.output)
                    .contains(
                            "these nodes have not answered within 4 s; run this again when they are back, or restart them:\n",
                            "    node-b\n")
                    .doesNotContain("node-w")
                    .contains("what stays: 1 certificates in Secrets");
            assertThat(ran)
                    .startsWith(
                            "portico-endpoints-controller runs localhost/portico/endpoints-controller [cleanup, --hand-back]",
                            "portico-ingress-controller runs localhost/portico/ingress-controller [cleanup]")
                    .noneMatch(line -> line.contains("node-b") || line.contains("node-w"));
            assertThat(left()).containsExactly("ConfigMap portico-uninstall", "Secret kube-ca");

            ran.clear();
            silentNodes.clear();
            var second = uninstall();
            assertThat(second.exitCode).as(second.output).isZero();
            assertThat(ran)
                    .startsWith(
                            "portico-endpoints-controller runs localhost/portico/endpoints-controller [cleanup]",
                            "portico-ingress-controller runs localhost/portico/ingress-controller [cleanup]")
                    .contains(
                            "portico-node-proxy runs localhost/portico/node-proxy [cleanup] on node-a",
                            "portico-node-proxy runs localhost/portico/node-proxy [cleanup] on node-b")
                    .hasSize(4);
            assertThat(left()).containsExactly("Secret kube-ca");

            var third = uninstall();
            assertThat(third.exitCode).isEqualTo(1);
            assertThat(third.output)
                    .isEqualTo(
                            "deploy/uninstall: there is no workload of Portico in namespace portico-system that would name its images; --registry and --tag do\n");
        } finally {
            kubelets.interrupt();
            kubelets.join();
        }
    }

    @Test
    void bad_usage_gets_one_line_and_exit_code_2() throws Exception {
        for (var wrong : Map.of(
                        List.of("--namespce", "x"), "there is no argument \"--namespce\"",
                        List.of("--timeout"), "--timeout needs a value",
                        List.of("--timeout", "soon"), "--timeout is \"soon\"; write seconds",
                        List.of("--namespace", "a b"), "--namespace is \"a b\"",
                        List.of("--registry", "x"), "--registry and --tag go together")
                .entrySet()) {
            var ended = uninstall(wrong.getKey().toArray(String[]::new));
            assertThat(ended.exitCode).isEqualTo(2);
            assertThat(ended.output.lines()).singleElement().asString().contains(wrong.getValue());
        }
        assertThat(uninstall("--help").output).contains("--hand-back", "--timeout SECONDS", "--namespace NAME");
    }

    /** What of Portico is still there, but for its namespace. */
    private List<String> left() {
        return Stream.<Stream<? extends HasMetadata>>of(
                        client.apps().deployments().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.apps().daemonSets().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
                                .filter(job -> job.getMetadata().getDeletionTimestamp() == null),
                        client.pods().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.services().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.serviceAccounts().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.configMaps().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.secrets().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.rbac().roles().inNamespace(NAMESPACE).list().getItems().stream(),
                        client.rbac().roleBindings().inNamespace(NAMESPACE).list().getItems().stream(),
                        ours(client.rbac().clusterRoles().list().getItems()),
                        ours(client.rbac().clusterRoleBindings().list().getItems()),
                        ours(client.network().v1().ingressClasses().list().getItems()))
                .flatMap(objects -> objects)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static Stream<? extends HasMetadata> ours(List<? extends HasMetadata> objects) {
        return objects.stream().filter(object -> object.getMetadata().getName().startsWith("portico"));
    }

    private void endWhatIsStarted() {
        var done = ConcurrentHashMap.<String>newKeySet();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
                        .filter(job -> done.add(job.getMetadata().getUid()))
                        .forEach(this::complete);
                client.pods().inNamespace(NAMESPACE).list().getItems().stream()
                        .filter(pod -> !silentNodes.contains(pod.getSpec().getNodeName()))
                        .filter(pod -> done.add(pod.getMetadata().getUid()))
                        .forEach(this::succeed);
                Thread.sleep(50);
            } catch (KubernetesClientException e) {
                assertThat(Thread.currentThread().isInterrupted() || e.getCode() == 409 || e.getCode() == 404)
                        .as("%s", e)
                        .isTrue();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void complete(Job job) {
        ran.add(what(job.getSpec().getTemplate().getSpec()));
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.resource(new JobBuilder(job)
                        .withNewStatus()
                        .withStartTime(now)
                        .withCompletionTime(now)
                        .withSucceeded(1)
                        .addNewCondition()
                        .withType("SuccessCriteriaMet")
                        .withStatus("True")
                        .endCondition()
                        .addNewCondition()
                        .withType("Complete")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private void succeed(Pod pod) {
        ran.add(what(pod.getSpec()) + " on " + pod.getSpec().getNodeName());
        client.resource(new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private static String what(PodSpec spec) {
        var container = spec.getContainers().getFirst();
        return spec.getServiceAccountName() + " runs " + container.getImage().replaceFirst(":[^/:]*$", "") + " "
                + container.getArgs();
    }

    private Ended uninstall(String... arguments) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of("./uninstall"), Stream.of(arguments)).toList());
    }

    private Ended run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(DEPLOY.toFile()).redirectErrorStream(true);
        builder.environment().put("KUBECTL", kubectl() + " --kubeconfig " + kubeconfig());
        builder.environment().put("KUBECACHEDIR", directory.resolve("cache").toString());
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static String kubectl() {
        return KubeBinaries.find().orElseThrow().executable("kubectl").toString();
    }

    private String kubeconfig() throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                        apiVersion: v1
                        kind: Config
                        clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                        users: [{name: u, user: {token: "%s"}}]
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        current-context: x
                        """.formatted(
                                api.url(), api.caCertificate(), api.adminToken()))
                .toString();
    }
}
