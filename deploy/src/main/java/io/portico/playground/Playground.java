package io.portico.playground;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.portico.playground.cluster.WorkloadController;
import io.portico.playground.kubelet.Kubelet;
import io.portico.playground.kubelet.logs.KubeletCertificates;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeApi.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A cluster of two nodes and a client, with Portico installed from {@code deploy/quickstart.yaml}. It stands until
 * {@link #close}; all of it lies in this JVM's own network namespace.
 */
public final class Playground implements AutoCloseable {
    /** The install namespace. */
    public static final String NAMESPACE = "portico-system";

    private static final Duration SERVICES_READY = Duration.ofMinutes(3);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path root;
    private final Path directory;
    private final Console console;
    private final ClusterNetwork network;
    private final KubeApi api;
    private final Kubectl kubectl;
    private final Kubelet kubelet;

    /**
     * Brings it up; returns when all five services are ready.
     *
     * @param root the project's directory
     * @param directory for its files: logs, kubeconfig, tokens; empty
     * @throws IllegalStateException in words, when a part does not come up
     */
    public static Playground start(Path root, Path directory, Delivery delivery, Console console)
            throws IOException, InterruptedException {
        var playground = new Playground(root, directory, delivery, console);
        try {
            playground.install();
            return playground;
        } catch (IllegalStateException | InterruptedException e) {
            playground.close();
            throw e;
        }
    }

    private Playground(Path root, Path directory, Delivery delivery, Console console) throws IOException {
        this.root = root;
        this.directory = directory;
        this.console = console;
        try {
            Files.createDirectories(directory);
            network = console.progress(
                    "network: node-a, node-b, client", () -> open(ClusterNetwork.create("node-a", "node-b")));
            var nodes = List.of(network.node("node-a"), network.node("node-b"));
            var certificates = KubeletCertificates.create(directory.resolve("kubelets"), nodes);
            api = console.progress(
                    "control plane: etcd, kube-apiserver",
                    () -> open(KubeApi.start(new Options(
                            ClusterNetwork.CONTROL_PLANE,
                            Options.DEFAULT.serviceCidrs(),
                            certificates.apiServerArguments()))));
            kubectl = new Kubectl(api, directory);
            for (var node : nodes) {
                api.admin().resource(Nodes.of(node)).create();
            }
            var images = new PlaygroundImages(root, delivery, directory.resolve("images"));
            kubelet = open(new Kubelet(api, network, nodes, images, certificates, directory));
            open(new WorkloadController(api.admin()));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void install() throws InterruptedException {
        var applied = kubectl.run(
                "apply", "-f", root.resolve("deploy/quickstart.yaml").toString());
        if (!applied.succeeded()) {
            throw new IllegalStateException("deploy/quickstart.yaml was not taken:\n" + applied.output());
        }
        console.say("  Portico, as deploy/quickstart.yaml has it:");
        var deadline = Deadline.in(SERVICES_READY).patiently();
        var since = System.nanoTime();
        var waiting = new ArrayList<>(Flavour.SERVICES);
        while (!waiting.isEmpty()) {
            var ready = deadline.await(
                    () -> waiting.stream().filter(this::isReady).toList(), services -> !services.isEmpty());
            if (ready.isEmpty()) {
                throw new IllegalStateException(notReady(waiting.getFirst()));
            }
            waiting.removeAll(ready.get());
            for (var service : ready.get()) {
                console.done("%s ×%d".formatted(service, pods(service).size()), since);
            }
        }
    }

    private boolean isReady(String service) {
        var pods = pods(service);
        return !pods.isEmpty() && pods.stream().allMatch(Readiness::isPodReady);
    }

    private String notReady(String service) {
        return pods(service).stream()
                .filter(pod -> !Readiness.isPodReady(pod))
                .map(pod -> pod.getMetadata().getName())
                .findFirst()
                .map(pod -> "%s is not ready after %d s. The end of its log:%n%s"
                        .formatted(pod, SERVICES_READY.toSeconds(), logTail(pod)))
                .orElse(service + " has no pod after " + SERVICES_READY.toSeconds() + " s");
    }

    /** The pods of a Portico service that are not on their way out. */
    public List<Pod> pods(String service) {
        return api
                .admin()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/name", service)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** The last lines that a pod printed, indented. */
    public String logTail(String pod) {
        try {
            var lines = new ArrayList<String>();
            for (var run : kubelet.logs().runs(NAMESPACE, pod)) {
                lines.addAll(Files.readAllLines(run));
            }
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()))
                    .indent(4);
        } catch (IOException e) {
            return "    (it printed nothing)\n";
        }
    }

    /** The project's directory. */
    public Path root() {
        return root;
    }

    /** Its files: logs, kubeconfig, tokens. */
    public Path directory() {
        return directory;
    }

    /** Nodes, client, pods' namespaces. */
    public ClusterNetwork network() {
        return network;
    }

    /** The control plane. */
    public KubeApi api() {
        return api;
    }

    /** kubectl as administrator. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** What runs the pods. */
    public Kubelet kubelet() {
        return kubelet;
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    /** Stops everything, the newest part first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                console.warning("while stopping: " + e.getMessage());
            }
        }
    }
}
