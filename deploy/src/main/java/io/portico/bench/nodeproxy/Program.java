package io.portico.bench.nodeproxy;

import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.playground.Flavour;
import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A proxy to measure.
 *
 * @param node the name of its node
 * @param title as the table names it
 * @param isOurs whether it is Portico's
 * @param environment on top of this process' own
 */
record Program(String node, String title, boolean isOurs, List<String> command, Map<String, String> environment) {
    /** What 10,000 Services need, twice; the playground's few need less. */
    private static final String HEAP = "-Xmx128m";

    /** Ours, as it was built; the settings' options come behind those that the playground gives, and win. */
    static Program ours(Flavour flavour, String node, Settings settings, ControlPlane plane) {
        var jvm = flavour == Flavour.JVM;
        var command = new ArrayList<>(flavour.command(settings.root(), "node-proxy"));
        var options = new ArrayList<>(List.of(HEAP));
        options.addAll(settings.options());
        command.addAll(jvm ? command.indexOf("-jar") : command.size(), options);
        var environment = new HashMap<>(plane.serviceEnvironment());
        environment.put("PORTICO_NODE_NAME", node);
        return new Program(node, "node-proxy, " + (jvm ? "JVM" : "native"), true, command, environment);
    }

    /** Upstream's, in nftables mode; {@code minSync} is its {@code nftables.minSyncPeriod}. */
    static Program theirs(String node, String minSync, Path directory, ControlPlane plane) throws IOException {
        // The limits of conntrack are the machine's, not a namespace's: it is told to leave them alone.
        var config = Files.writeString(
                directory.resolve(node + ".yaml"), """
                    apiVersion: kubeproxy.config.k8s.io/v1alpha1
                    kind: KubeProxyConfiguration
                    mode: nftables
                    clientConnection: {kubeconfig: "%s"}
                    hostnameOverride: "%s"
                    detectLocalMode: NodeCIDR
                    conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
                    nftables: {minSyncPeriod: %s}
                    """.formatted(plane.kubeconfig(directory), node, minSync));
        return new Program(
                node,
                "kube-proxy, minSync " + minSync,
                false,
                List.of(KubeBinaries.peer("kube-proxy").orElseThrow().toString(), "--config=" + config),
                Map.of());
    }

    /** Starts it on its node. */
    MeasuredProcess start(Site site, Path log) throws IOException {
        return MeasuredProcess.start(site.namespace().command(command.toArray(String[]::new)), environment, log);
    }
}
