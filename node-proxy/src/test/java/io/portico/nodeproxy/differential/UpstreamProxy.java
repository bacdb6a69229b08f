package io.portico.nodeproxy.differential;

import io.portico.nodeproxy.nft.Tokens;
import io.portico.runtime.net.Family;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** kube-proxy in nftables mode, in the network of this JVM, whose rules nobody asks. */
final class UpstreamProxy implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final PeerProcess process;
    private final int metricsPort;

    UpstreamProxy(KubeApi api, String node) {
        metricsPort = freePort();
        process = PeerProcess.start(api, "kube-proxy", directory -> List.of("--config=" + config(directory, node)));
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path config(Path directory, String node) {
        try {
            // How many connections are followed is the machine's, not a namespace's: it is told to leave that alone.
            return Files.writeString(
                    directory.resolve("config"), """
                    apiVersion: kubeproxy.config.k8s.io/v1alpha1
                    kind: KubeProxyConfiguration
                    mode: nftables
                    clientConnection: {kubeconfig: "%s"}
                    hostnameOverride: "%s"
                    detectLocalMode: ClusterCIDR
                    clusterCIDR: 10.244.0.0/16,fd44::/16
                    healthzBindAddress: ""
                    metricsBindAddress: 127.0.0.1:%d
                    conntrack: {maxPerCore: 0}
                    nftables: {minSyncPeriod: 10ms}
                    """.formatted(directory.resolve("kubeconfig"), node, metricsPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its rules and metrics say now. */
    Chosen chosen() {
        var chosen = new Chosen();
        for (var family : Family.values()) {
            chosen.addTable(family, Commands.run(List.of("nft", "list", "table", Tokens.of(family), "kube-proxy")));
        }
        chosen.addMetrics(metrics());
        return chosen;
    }

    /** Why it is of no use; empty while it runs. */
    String failure() {
        return process.failure();
    }

    private String metrics() {
        var metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
        try {
            return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
        http.close();
        // It leaves its rules behind, for the next of its kind.
        for (var family : Family.values()) {
            var table = "table " + Tokens.of(family) + " kube-proxy";
            Commands.run(List.of("nft", "add " + table + "; delete " + table));
        }
    }
}
