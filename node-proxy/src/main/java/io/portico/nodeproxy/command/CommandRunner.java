package io.portico.nodeproxy.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs a program to its end.
 *
 * @param prefix what comes before each command, such as {@code ip netns exec node-a}; usually nothing
 * @param deadline after which a program is killed
 */
public record CommandRunner(List<String> prefix, Duration deadline) {
    private static final int MOST_OUTPUT = 64 << 20;
    private static final int MOST_COMPLAINT = 8 << 10;
    private static final int COMPLAINT_LINES = 4;
    private static final Path NOTHING = Path.of("/dev/null");
    private static final Path MEMORY = Path.of("/dev/shm");

    /**
     * What a program left.
     *
     * @param exitCode 0 when it succeeded
     * @param output its standard output, at most 64 MiB
     * @param error its standard error, at most 8 KiB
     */
    public record Outcome(int exitCode, String output, String error) {
        /** Exit code and the first lines of standard error, on one line. */
        public String complaint() {
            var lines = error.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.chars().allMatch(c -> c == '^' || c == ' '))
                    .limit(COMPLAINT_LINES)
                    .map(line -> line.length() <= 200 ? line : line.substring(0, 200) + "…")
                    .collect(Collectors.joining(" | "));
            return "exit code " + exitCode + (lines.isEmpty() ? "" : ": " + lines);
        }
    }

    /** Copies the prefix. */
    public CommandRunner {
        prefix = List.copyOf(prefix);
    }

    /**
     * Runs it with that standard input, all of which is there before it starts: were it written while the program runs
     * and this process killed meanwhile, the program would take the half that it got for the whole.
     *
     * @throws IOException when it cannot be started or did not end in time; the message says which, in words
     */
    public Outcome run(String input, String... command) throws IOException, InterruptedException {
        var whole = new ArrayList<>(prefix);
        whole.addAll(Arrays.asList(command));
        var builder = new ProcessBuilder(whole);
        builder.environment().put("LC_ALL", "C");
        var until = System.nanoTime() + deadline.toNanos();
        var process = start(builder, input);
        try {
            var output = reading(process.getInputStream(), MOST_OUTPUT);
            var error = reading(process.getErrorStream(), MOST_COMPLAINT);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command[0] + " still ran after " + deadline.toSeconds() + " s and was killed");
            }
            return new Outcome(process.exitValue(), awaitEnd(output, until), awaitEnd(error, until));
        } catch (TimeoutException e) {
            throw new IOException(command[0] + " has ended, but its output was not read to the end in time", e);
        } catch (ExecutionException e) {
            throw new IOException(command[0] + "'s output could not be read: " + e.getCause(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(ProcessBuilder builder, String input) throws IOException {
        if (input.isEmpty()) {
            return builder.redirectInput(NOTHING.toFile()).start();
        }
        // In memory, and writable even where a container's root is not.
        var directory = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        var file = Files.createTempFile(directory, "portico-input", "");
        try {
            Files.writeString(file, input);
            return builder.redirectInput(file.toFile()).start();
        } finally {
            // The program has it open; the name is not needed any more.
            Files.delete(file);
        }
    }

    private static String awaitEnd(CompletableFuture<String> output, long until)
            throws ExecutionException, InterruptedException, TimeoutException {
        return output.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /**
     * Reads to the end, so that the program never waits for us, but keeps only so many bytes. By a thread of the
     * system's: reading a pipe holds a virtual thread's carrier, and with few processors all carriers may be held.
     */
    private static CompletableFuture<String> reading(InputStream stream, int most) {
        var read = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().name("output").start(() -> {
            try (stream) {
                var kept = stream.readNBytes(most);
                var _ = stream.transferTo(OutputStream.nullOutputStream());
                read.complete(new String(kept, StandardCharsets.UTF_8));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        return read;
    }
}
