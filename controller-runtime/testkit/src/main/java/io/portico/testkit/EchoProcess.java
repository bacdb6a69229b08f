package io.portico.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An {@link Echo} in a network namespace: started in a second, asked in a millisecond. */
public final class EchoProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final AtomicLong asked = new AtomicLong();
    private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

    /**
     * Starts one there; returns when its ports are bound.
     *
     * @param name what it answers
     * @param ports such as {@code 8080/tcp}; none for one that only asks
     */
    public static EchoProcess start(NetworkNamespace namespace, String name, String... ports) {
        var command = namespace.command(command(name, ports).toArray(String[]::new));
        try {
            var started = new EchoProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            var first = started.answers.readLine();
            if (!"ready".equals(first)) {
                started.close();
                throw new IllegalStateException(name + " did not start: " + first);
            }
            var _ = Thread.ofPlatform().daemon().start(started::readAnswers);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs an Echo of that name, for a ProcessBuilder in whatever namespace. */
    public static List<String> command(String name, String... ports) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx24m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Echo.class.getName(),
                name));
        command.addAll(List.of(ports));
        return command;
    }

    /** The jar or directory that holds the Echo; it needs nothing else. */
    public static String classPath() {
        return Path.of(Echo.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private EchoProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Asks one of the questions that {@link Echo} lists, and returns what it prints. */
    public String ask(String question) {
        return askBeside(question).join();
    }

    /** As {@link #ask}, beside other questions: as many as you like at a time. */
    public CompletableFuture<String> askBeside(String question) {
        var number = "#" + asked.incrementAndGet();
        var answer = new CompletableFuture<String>().orTimeout(1, TimeUnit.MINUTES);
        waiting.put(number, answer);
        try {
            synchronized (process) {
                process.getOutputStream().write((number + " " + question + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            }
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void readAnswers() {
        try {
            for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                var space = line.indexOf(' ');
                var answer = waiting.remove(line.substring(0, Math.max(0, space)));
                if (answer == null) {
                    throw new IOException("answers what was not asked: " + line);
                }
                answer.complete(line.substring(space + 1));
            }
            throw new IOException("ended with " + process.onExit().join().exitValue());
        } catch (IOException e) {
            waiting.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    /** Ends it and waits for that. */
    @Override
    public void close() {
        process.destroyForcibly();
        var _ = process.onExit().join();
    }
}
