package io.portico.testkit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real API server: etcd and kube-apiserver as child processes, with RBAC and TokenRequest, on an address of this
 * JVM's choice. (fabric8's kube-api-test starts the same binaries, but with fixed flags: 254 ClusterIPs, loopback only,
 * no RBAC.) There are no controllers and no kubelet. Needs {@link Requires.Need#KUBE_API}.
 */
public final class KubeApi implements AutoCloseable {
    private static final String ADMIN_TOKEN = "admin-of-a-test-cluster";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /**
     * How to start.
     *
     * @param address where both listen; must be an address of this network namespace
     * @param serviceCidrs {@code --service-cluster-ip-range}: one range, or two for dual stack
     * @param extraArguments further arguments of kube-apiserver; they win
     */
    public record Options(String address, String serviceCidrs, List<String> extraArguments) {
        /** Loopback, dual stack, 65,534 ClusterIPs. */
        public static final Options DEFAULT = new Options("127.0.0.1", "10.96.0.0/16,fd96::/112", List.of());
    }

    private static volatile @Nullable KubeApi shared;

    private final Path directory;
    private final KubeBinaries binaries;
    private final TestCertificates certificates;
    private final Options options;
    private final String url;
    private final String etcd;
    private final List<Process> processes = new ArrayList<>();
    private final KubernetesClient admin;

    /**
     * The one of this JVM, started at first use and stopped when the JVM ends. Tests use namespaces of their own in it.
     */
    public static synchronized KubeApi shared() {
        var running = shared;
        if (running == null) {
            running = start(Options.DEFAULT);
            shared = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop-kube-api"));
        }
        return running;
    }

    /**
     * Does {@link #clear} to the shared one, if it runs. So a test class finds the same there, whichever came before.
     */
    static void clearShared() {
        var running = shared;
        if (running != null) {
            running.clear();
        }
    }

    /**
     * Removes what controllers of all namespaces see: Ingresses, Services, Endpoints, slices, pods, and the
     * certificates that were issued.
     */
    public void clear() {
        Leftovers.remove(admin);
    }

    /** Starts one; returns when it answers {@code /readyz}. */
    public static KubeApi start(Options options) {
        return new KubeApi(options);
    }

    private KubeApi(Options options) {
        this.options = options;
        this.binaries = KubeBinaries.find().orElseThrow(() -> new IllegalStateException(KubeBinaries.HOW_TO_GET));
        try {
            directory = Files.createTempDirectory("portico-kube-api");
            certificates = TestCertificates.create(directory, options.address());
            Files.writeString(directory.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,admin,system:masters\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        etcd = "http://" + options.address() + ":" + freePort(options.address());
        url = "https://" + options.address() + ":" + freePort(options.address());
        admin = new KubernetesClientBuilder().withConfig(config(ADMIN_TOKEN)).build();
        try {
            startEtcd();
            startApiServer();
            awaitReady();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startEtcd() {
        var peer = "http://" + options.address() + ":" + freePort(options.address());
        launch(
                "etcd",
                List.of(
                        "--unsafe-no-fsync",
                        "--log-level",
                        "warn",
                        "--heartbeat-interval",
                        "50",
                        "--election-timeout",
                        "500",
                        "--data-dir",
                        directory.resolve("etcd").toString(),
                        "--listen-client-urls",
                        etcd,
                        "--advertise-client-urls",
                        etcd,
                        "--listen-peer-urls",
                        peer,
                        "--initial-advertise-peer-urls",
                        peer,
                        "--name",
                        "t",
                        "--initial-cluster",
                        "t=" + peer));
    }

    private void startApiServer() {
        var arguments = new ArrayList<>(List.of(
                "--etcd-servers",
                etcd,
                "--bind-address",
                options.address(),
                "--advertise-address",
                options.address(),
                "--secure-port",
                url.substring(url.lastIndexOf(':') + 1),
                "--endpoint-reconciler-type",
                "none",
                "--tls-cert-file",
                certificates.serverCertificate().toString(),
                "--tls-private-key-file",
                certificates.serverKey().toString(),
                "--token-auth-file",
                directory.resolve("tokens.csv").toString(),
                "--authorization-mode",
                "RBAC",
                "--allow-privileged=true",
                "--disable-admission-plugins",
                "ServiceAccount",
                "--service-account-issuer",
                "https://kubernetes.default.svc",
                "--service-account-key-file",
                certificates.accountPublicKey().toString(),
                "--service-account-signing-key-file",
                certificates.accountKey().toString(),
                "--service-cluster-ip-range",
                options.serviceCidrs(),
                "--profiling=false"));
        arguments.addAll(options.extraArguments());
        launch("kube-apiserver", arguments);
    }

    private void launch(String name, List<String> arguments) {
        try {
            var command = new ArrayList<>(List.of(binaries.executable(name).toString()));
            command.addAll(arguments);
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log(name).toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            for (var process : processes) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            "the API server did not start: " + tail("etcd") + tail("kube-apiserver"));
                }
            }
            try {
                if ("ok".equals(admin.raw("/readyz"))) {
                    return;
                }
            } catch (RuntimeException e) {
                // Not up yet; the deadline below decides.
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "no API server after " + START_TIMEOUT + ": " + tail("kube-apiserver"), e);
                }
            }
            pause();
        }
    }

    /** Kills kube-apiserver as a crash would; etcd, and with it every object, stays. */
    public void kill() {
        var server = processes.removeLast();
        server.destroyForcibly();
        var _ = server.onExit().join();
    }

    /**
     * Starts kube-apiserver again after {@link #kill}; returns when it answers. It remembers no change from before, so
     * a watch that goes on from an older resourceVersion is told 410.
     */
    public void startAgain() {
        startApiServer();
        awaitReady();
    }

    /** Where it answers: {@code https://ADDRESS:PORT}. */
    public String url() {
        return url;
    }

    /** The PEM file of the CA that signed its certificate. */
    public Path caCertificate() {
        return certificates.caCertificate();
    }

    /** A client that may do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /**
     * A client configuration with that bearer token; every other setting is fixed here, none comes from the machine.
     */
    public Config config(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertFile(certificates.caCertificate().toString())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** The bearer token of a ServiceAccount, by TokenRequest. */
    public String tokenOf(String namespace, String serviceAccount) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest()
                .getStatus()
                .getToken();
    }

    /** Writes a kubeconfig of {@link #admin} to {@code kubeconfig} in that directory, and returns that file. */
    public Path kubeconfig(Path directory) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(url(), caCertificate(), adminToken()));
    }

    /** The bearer token of {@link #admin}. */
    public String adminToken() {
        return ADMIN_TOKEN;
    }

    /** Where a process' output goes: {@code etcd} or {@code kube-apiserver}. */
    public Path log(String process) {
        return directory.resolve(process + ".log");
    }

    /** Makes a namespace whose name starts so and is unique in this JVM, and returns its name. */
    public String newNamespace(String prefix) {
        var name = prefix + "-" + NAMESPACES.incrementAndGet();
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** What a Quarkus application needs to reach this API server as {@link #admin}. */
    public Map<String, String> quarkusConfig() {
        return Map.of(
                "quarkus.kubernetes-client.api-server-url", url,
                "quarkus.kubernetes-client.token", ADMIN_TOKEN,
                "quarkus.kubernetes-client.ca-cert-file",
                        certificates.caCertificate().toString());
    }

    /** Stops both processes, kube-apiserver first, and removes their files. */
    @Override
    public void close() {
        admin.close();
        processes.reversed().forEach(PeerProcess::end);
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tail(String process) {
        try {
            var lines = Files.readAllLines(log(process));
            return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "\n(no log of " + process + ")";
        }
    }

    private static int freePort(String address) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the API server started", e);
        }
    }
}
