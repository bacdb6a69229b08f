package io.portico.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** One of Kubernetes' own programs, run beside a service to compare the two. */
public final class PeerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Path directory;
    private final Process process;

    private PeerProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts one for that API server, as administrator.
     *
     * @param program its name, as {@link KubeBinaries#peer} finds it
     * @param arguments of a directory for what it needs, in which {@code kubeconfig} is already
     */
    public static PeerProcess start(KubeApi api, String program, Function<Path, List<String>> arguments) {
        try {
            var directory = Files.createTempDirectory("portico-peer");
            api.kubeconfig(directory);
            var executable = KubeBinaries.peer(program).orElseThrow().toString();
            return new PeerProcess(
                    directory,
                    new ProcessBuilder(Stream.concat(Stream.of(executable), arguments.apply(directory).stream())
                                    .toList())
                            .redirectErrorStream(true)
                            .redirectOutput(log(directory).toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why it is of no use: its whole log; empty while it runs. */
    public String failure() {
        try {
            return process.isAlive() ? "" : Files.readString(log(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and removes its files. */
    @Override
    public void close() {
        end(process);
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a process, by force when it has not ended 5 s after it was asked to; returns when it is gone. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path log(Path directory) {
        return directory.resolve("log");
    }
}
