package io.portico.playground.kubelet.logs;

import io.portico.testkit.ClusterNetwork;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A {@link KubeletServer} on each node. */
public final class KubeletServers implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();

    /** Starts them; returns at once. */
    public KubeletServers(
            Collection<ClusterNetwork.Node> nodes, KubeletCertificates certificates, Path logs, Path directory)
            throws IOException {
        for (var node : nodes) {
            var command = SmallJvm.command(
                    KubeletServer.class,
                    node.address(),
                    logs.toString(),
                    certificates.authority().toString(),
                    certificates.server().certificate().toString(),
                    certificates.server().key().toString());
            processes.add(new ProcessBuilder(node.namespace().command(command.toArray(String[]::new)))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            directory.resolve("kubelet-" + node.name() + ".log").toFile())
                    .start());
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
