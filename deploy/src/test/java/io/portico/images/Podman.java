package io.portico.images;

import io.portico.playground.kubelet.oci.OciBundle;
import io.portico.testkit.Commands;
import io.portico.testkit.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * podman with crun, on a storage of its own, without systemd, and below hybrid cgroups too.
 *
 * @param directory of its storage
 */
record Podman(Path directory) {
    /** Loads an archive, and says what the image is called. */
    String load(Path archive) {
        var said = Commands.run(command(List.of("load", "--quiet", "--input", archive.toString())));
        return said.strip().replaceFirst("(?s).*Loaded image: *", "");
    }

    /** Starts a container in a network namespace that is there. It ends with its process, which gets the signals. */
    Process run(NetworkNamespace network, String name, List<String> options, Path log) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + network.name()));
        command.addAll(command(List.of(
                "run",
                "--rm",
                "--name",
                name,
                "--network",
                "host",
                "--cgroups=disabled",
                "--ulimit",
                "nofile=4096:4096",
                "--ulimit",
                "nproc=4096:4096")));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Sends a signal to a container's first process. */
    void kill(String name, String signal) {
        var _ = Commands.run(command(List.of("kill", "--signal", signal, name)));
    }

    private List<String> command(List<String> arguments) {
        var command = new ArrayList<>(List.of(
                "podman",
                "--root",
                directory.resolve("storage").toString(),
                "--runroot",
                directory.resolve("run").toString(),
                "--cgroup-manager",
                "cgroupfs",
                "--events-backend",
                "none",
                "--storage-driver",
                "vfs",
                "--runtime",
                "crun"));
        command.addAll(arguments);
        return OciBundle.withoutHybridCgroups(command);
    }
}
