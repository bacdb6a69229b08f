package io.portico.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program under measurement: its start, what it and its children use, its end. */
public final class MeasuredProcess implements AutoCloseable {
    private static final Duration SAMPLE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LAST_LINES = 15;

    private final long startedNanos;
    private final Process process;
    private final Path log;
    private final ProcessTree tree;
    private final Thread sampler;
    private volatile long peak;

    /**
     * Starts it.
     *
     * @param environment on top of this process' own
     * @param log takes what it prints
     */
    public static MeasuredProcess start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new MeasuredProcess(builder, log);
    }

    private MeasuredProcess(ProcessBuilder builder, Path log) throws IOException {
        this.log = log;
        startedNanos = System.nanoTime();
        process = builder.start();
        tree = new ProcessTree(process.pid());
        sampler = Thread.ofPlatform().daemon().name("sample-" + process.pid()).start(this::sample);
    }

    /** {@link System#nanoTime} just before the exec. */
    public long startedNanos() {
        return startedNanos;
    }

    /** What it uses now; to be asked while it runs. */
    public Usage usage() {
        var rss = tree.rss();
        return new Usage(rss, tree.anonymous(), Math.max(Math.max(peak, rss), tree.peakOfRoot()), tree.cpu());
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Throws IllegalStateException with the end of its log when it has ended. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("it ended with " + process.exitValue() + ":\n" + lastLines());
        }
    }

    /** The end of what it printed. */
    public String lastLines() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /**
     * Ends it: SIGTERM, and SIGKILL if it does not go. Returns when it is gone; children that outlive it are killed.
     */
    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            sampler.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Children come and go, and no counter of the kernel's knows the peak of their sum. */
    private void sample() {
        try {
            while (process.isAlive()) {
                peak = Math.max(peak, tree.rss());
                Thread.sleep(SAMPLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
