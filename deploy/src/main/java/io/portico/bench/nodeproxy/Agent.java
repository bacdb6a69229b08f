package io.portico.bench.nodeproxy;

import io.portico.bench.nodeproxy.agent.Client;
import io.portico.testkit.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program of the {@code agent} package in a pod's namespace: told by lines, answering by lines. */
final class Agent implements AutoCloseable {
    private static final String ENDED = "ended";

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** Starts it; returns when it is ready. */
    static Agent start(NetworkNamespace namespace, Class<?> program) throws InterruptedException {
        var command = namespace.command(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "-cp",
                Path.of(Client.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString(),
                program.getName());
        try {
            var agent = new Agent(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            agent.expect("ready", 30);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Agent(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(() -> read(process.inputReader(StandardCharsets.UTF_8)));
    }

    /** Gives it a line. */
    synchronized void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of its next line, which must begin with that one and come within so many seconds. */
    String[] expect(String first, long seconds) throws InterruptedException {
        var words = next(seconds);
        if (!words[0].equals(first)) {
            throw new IllegalStateException("expected " + first + " of an agent, not: " + String.join(" ", words));
        }
        return words;
    }

    /** The words of its next line, which must come within so many seconds. */
    String[] next(long seconds) throws InterruptedException {
        return poll(seconds)
                .orElseThrow(() -> new IllegalStateException("no answer of an agent for " + seconds + " s"));
    }

    /** The words of its next line, if it comes within so many seconds. */
    Optional<String[]> poll(long seconds) throws InterruptedException {
        var line = answers.poll(seconds, TimeUnit.SECONDS);
        if (ENDED.equals(line)) {
            throw new IllegalStateException("an agent has ended");
        }
        return Optional.ofNullable(line).map(words -> words.split(" ", -1));
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException _) {
            // As at the end of the stream.
        }
        answers.add(ENDED);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        var _ = process.onExit().join();
    }
}
