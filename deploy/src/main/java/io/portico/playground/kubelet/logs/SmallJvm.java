package io.portico.playground.kubelet.logs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of this one's kind for a small program that stands beside the cluster. */
public final class SmallJvm {
    private SmallJvm() {}

    /** The command that runs that class, which needs nothing but what was built with it. */
    public static List<String> command(Class<?> program, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                // No names: HttpsServer looks up the name of each client, which takes ten seconds where no DNS answers.
                "-Djdk.net.hosts.file=/dev/null",
                "-cp",
                program.getProtectionDomain().getCodeSource().getLocation().getPath(),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
