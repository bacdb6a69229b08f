package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Golden files: a model's printout compared with {@code src/test/resources/STATION/BEHAVIOUR.EXT}. With
 * {@code -Dgolden.update=true} the files are written anew, to be read in the diff.
 */
public final class Golden {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private Golden() {}

    /** The text of {@code src/test/resources/PATH}. */
    public static String read(String path) {
        try {
            return Files.readString(RESOURCES.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that {@code actual} is what the golden file at {@code src/test/resources/PATH} holds. */
    public static void assertMatches(String path, String actual) {
        var file = RESOURCES.resolve(path);
        if (Boolean.getBoolean("golden.update")) {
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(actual)
                .as("golden file %s (rewrite with -Dgolden.update=true)", file)
                .isEqualTo(read(path));
    }
}
