package io.portico.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that a test runs in, from whichever module of it. */
final class Repository {
    private static final Path ROOT = root();

    private Repository() {}

    /** A file of it, by its path from the top. */
    static Path file(String path) {
        return ROOT.resolve(path);
    }

    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not started within a working copy: " + Path.of("").toAbsolutePath());
    }
}
