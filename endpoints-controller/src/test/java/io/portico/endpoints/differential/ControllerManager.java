package io.portico.endpoints.differential;

import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** Upstream's kube-controller-manager, of which only the endpoints controllers run. */
public final class ControllerManager implements AutoCloseable {
    private final Path directory;
    private final Process process;

    /** Starts one for that API server. */
    public ControllerManager(KubeApi api) {
        var program = KubeBinaries.peer("kube-controller-manager").orElseThrow();
        try {
            directory = Files.createTempDirectory("portico-upstream");
            var kubeconfig = Files.writeString(
                    directory.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                    users: [{name: u, user: {token: "%s"}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """.formatted(api.url(), api.caCertificate(), api.adminToken()));
            process = new ProcessBuilder(
                            program.toString(),
                            "--kubeconfig=" + kubeconfig,
                            "--leader-elect=false",
                            "--secure-port=0",
                            "--kube-api-qps=1000",
                            "--kube-api-burst=2000",
                            "--cert-dir=" + directory.resolve("certificates"),
                            "--flex-volume-plugin-dir=" + directory.resolve("flex"),
                            "--controllers=endpoints-controller,endpointslice-controller,"
                                    + "endpointslice-mirroring-controller")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why it is of no use; empty while it runs. */
    public String failure() {
        try {
            return process.isAlive() ? "" : Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
