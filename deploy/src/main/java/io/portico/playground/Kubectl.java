package io.portico.playground;

import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** kubectl as the cluster's administrator. */
public final class Kubectl {
    private final Path executable;
    private final Path kubeconfig;
    private final Path cache;

    /** @param directory for its configuration and cache, and {@code bin/kubectl} */
    public Kubectl(KubeApi api, Path directory) throws IOException {
        executable = KubeBinaries.find()
                .orElseThrow(() -> new IllegalStateException(KubeBinaries.HOW_TO_GET))
                .executable("kubectl");
        cache = directory.resolve("kubectl-cache");
        kubeconfig = Files.writeString(
                directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: playground
                clusters:
                  - name: playground
                    cluster: {server: "%s", certificate-authority: "%s"}
                users:
                  - name: admin
                    user: {token: "%s"}
                contexts:
                  - name: playground
                    context: {cluster: playground, user: admin}
                """.formatted(api.url(), api.caCertificate(), api.adminToken()));
        Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("bin")).resolve("kubectl"), executable);
    }

    /** Runs it to its end. */
    public Commands.Result run(String... arguments) {
        var command = environment();
        command.add(executable.toString());
        command.addAll(List.of(arguments));
        return Commands.attempt(command);
    }

    /** What it prints on standard output alone, whatever the exit code. */
    public String quietly(String... arguments) {
        var command = environment();
        command.addAll(List.of("sh", "-c", "exec kubectl \"$@\" 2>/dev/null", "sh"));
        command.addAll(List.of(arguments));
        return Commands.attempt(command).output();
    }

    /** Runs a line of shell that finds it on the PATH. */
    public Commands.Result shell(String line) {
        var command = environment();
        command.addAll(List.of("sh", "-c", line));
        return Commands.attempt(command);
    }

    private List<String> environment() {
        return new ArrayList<>(List.of(
                "env",
                "KUBECONFIG=" + kubeconfig,
                "KUBECACHEDIR=" + cache,
                "PATH=" + executable.getParent() + ":" + System.getenv("PATH")));
    }
}
