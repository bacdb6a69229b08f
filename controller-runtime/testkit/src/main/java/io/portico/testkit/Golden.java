package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Golden files: a model's printout compared with {@code src/test/resources/STATION/BEHAVIOUR.EXT}. With
 * {@code -Dgolden.update=true} the files are written anew, to be read in the diff.
 */
public final class Golden {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final String INPUT = ".yaml";

    private Golden() {}

    /**
     * The names, sorted and without {@code .yaml}, of the inputs in {@code src/test/resources/FOLDER}.
     *
     * @throws AssertionError if there is none: a test that looks at nothing is broken
     */
    public static List<String> behaviours(String folder) {
        try (var files = Files.list(RESOURCES.resolve(folder))) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(INPUT))
                    .map(name -> name.substring(0, name.length() - INPUT.length()))
                    .sorted()
                    .toList();
            assertThat(names).as("inputs in %s", folder).isNotEmpty();
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of {@code src/test/resources/PATH}. */
    public static String read(String path) {
        return text(RESOURCES.resolve(path));
    }

    /** Asserts that {@code actual} is what the golden file at {@code src/test/resources/PATH} holds. */
    public static void assertMatches(String path, String actual) {
        assertMatches(RESOURCES.resolve(path), actual);
    }

    /** Asserts that {@code actual} is what that file holds, which is written by the same switch. */
    public static void assertMatches(Path file, String actual) {
        if (isUpdate()) {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(actual)
                .as("golden file %s (rewrite with -Dgolden.update=true)", file)
                .isEqualTo(text(file));
    }

    /** Whether golden files are to be written anew. */
    static boolean isUpdate() {
        return Boolean.getBoolean("golden.update");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
