package io.portico.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs the programs that a build machine has. */
final class Programs {
    private Programs() {}

    /** What reads a program's output. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream output) throws IOException;
    }

    /** Its output as text. */
    static String text(Path directory, List<String> command) throws ImageFailure, InterruptedException {
        return read(directory, command, output -> new String(output.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Its output, read by {@code reader}; what it says on standard error goes to ours. */
    static <T> T read(Path directory, List<String> command, Reader<T> reader)
            throws ImageFailure, InterruptedException {
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            T result;
            try (var output = process.getInputStream()) {
                result = reader.read(output);
            }
            var exit = process.waitFor();
            if (exit != 0) {
                throw new ImageFailure("`" + String.join(" ", command) + "` ended with " + exit);
            }
            return result;
        } catch (IOException e) {
            throw new ImageFailure("`" + String.join(" ", command) + "` did not run: " + e.getMessage(), e);
        }
    }
}
