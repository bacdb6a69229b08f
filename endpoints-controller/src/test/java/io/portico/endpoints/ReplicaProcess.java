package io.portico.endpoints;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A replica in a process of its own, so that it can be stopped as a whole and go on later. */
final class ReplicaProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    /** Runs until its standard input ends: API server, CA file, token, namespace of the Lease, identity. */
    public static void main(String... arguments) throws IOException {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(arguments[0])
                .withCaCertFile(arguments[1])
                .withOauthToken(arguments[2])
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build();
                var _ = new TestCluster.Replica(
                        client, arguments[3], arguments[4], TestCluster.CHOICES, Pace.UNLIMITED)) {
            while (System.in.read() >= 0) {
                // Says nothing of use.
            }
        }
    }

    /** Started, not leading yet; {@code log} will be made. */
    ReplicaProcess(KubeApi api, String token, String namespace, String identity, Path log) throws IOException {
        this.log = log;
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplicaProcess.class.getName(),
                        api.url(),
                        api.caCertificate().toString(),
                        token,
                        namespace,
                        identity))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** What it logged so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Sends it {@code STOP} or {@code CONT}. */
    void signal(String signal) {
        Commands.run(List.of("kill", "-" + signal, String.valueOf(process.pid())));
    }

    @Override
    public void close() throws IOException {
        signal("CONT");
        process.getOutputStream().close();
        var _ = process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join()
                .destroyForcibly();
    }
}
