package io.portico.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands and gives back what they print. */
public final class Commands {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Commands() {}

    /**
     * What a finished command left.
     *
     * @param exitCode 0 when it succeeded
     * @param output standard output and standard error as they came
     */
    public record Result(int exitCode, String output) {
        /** Whether the exit code is 0. */
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Runs a command to its end, at most a minute, and returns its output; throws IllegalStateException when it fails.
     */
    public static String run(List<String> command) {
        var result = attempt(command);
        if (!result.succeeded()) {
            throw new IllegalStateException(
                    String.join(" ", command) + " failed with " + result.exitCode() + ": " + result.output());
        }
        return result.output();
    }

    /** As {@link #run}, with standard input; empty for none. Whatever the exit code is, it is returned. */
    public static Result attempt(List<String> command) {
        return attempt(command, "");
    }

    /** Runs a command with that standard input to its end, at most a minute. */
    public static Result attempt(List<String> command, String input) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new StringBuilder();
            var reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    output.append(e);
                }
            });
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // The command ended without reading its input; its exit code tells the rest.
            }
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " still ran after " + TIMEOUT);
            }
            reader.join();
            return new Result(process.exitValue(), output.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + String.join(" ", command), e);
        }
    }

    static List<String> concat(List<String> first, String... rest) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }
}
