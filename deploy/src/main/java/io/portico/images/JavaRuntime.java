package io.portico.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The Java runtime of the JVM images: the modules that the services use, linked from the JDK that built them. */
final class JavaRuntime {
    /**
     * As {@code jdeps} finds them, and what is found by name alone: zipfs (the fast-jar), naming.dns, the TLS provider.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.compiler",
            "java.datatransfer",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.rmi",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private JavaRuntime() {}

    /** The runtime's directory; linked where it is not there yet. */
    static Path in(Path work) throws ImageFailure, InterruptedException, IOException {
        var runtime = work.resolve("java-" + Runtime.version());
        if (!Files.exists(runtime)) {
            // Elsewhere first: what was interrupted must not be taken for a runtime.
            Files.createDirectories(work);
            var whole = Files.createTempDirectory(work, "linking").resolve("java");
            var _ = Programs.text(
                    work,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "jlink")
                                    .toString(),
                            "--add-modules",
                            String.join(",", MODULES),
                            "--strip-java-debug-attributes",
                            "--no-header-files",
                            "--no-man-pages",
                            "--output",
                            whole.toString()));
            Files.move(whole, runtime, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(whole.getParent());
        }
        return runtime;
    }
}
