package io.portico.proxies;

import io.portico.bench.Client;
import io.portico.bench.MeasuredProcess;
import io.portico.playground.Deadline;
import io.portico.playground.Flavour;
import java.io.IOException;
import java.time.Duration;

/** A proxy that was started. */
public record RunningProxy(Program program, Ports ports, MeasuredProcess process) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** As tables name it. */
    public String title() {
        return program.title();
    }

    /** Whether it runs on a JVM: that one compiles while it works, and collects when it is told to. */
    public boolean isJvm() {
        return program instanceof Program.Portico(var _, var flavour, var _, var _) && flavour == Flavour.JVM;
    }

    /**
     * Returns when it answers for that host as it is to.
     *
     * @param answer the begin of status and body, such as {@code 200}
     */
    public void awaitAnswer(String host, String path, String answer) throws InterruptedException {
        var last = Deadline.in(PATIENCE).patiently().await(() -> answer(host, path), seen -> seen.startsWith(answer));
        if (last.isEmpty()) {
            throw new IllegalStateException("%s answers \"%s\" for %s%s after %s; the end of its log:%n%s"
                    .formatted(title(), answer(host, path), host, path, PATIENCE, process.lastLines()));
        }
    }

    private String answer(String host, String path) {
        process.requireAlive();
        try (var client = new Client(ports.http())) {
            return client.get(host, path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
