package io.portico.bench.proxy;

import io.portico.bench.ControlPlane;
import io.portico.bench.Machine;
import io.portico.bench.MeasuredProcess;
import io.portico.bench.PodAddress;
import io.portico.playground.Flavour;
import io.portico.proxies.Ports;
import io.portico.proxies.Program;
import io.portico.proxies.RunningProxy;
import io.portico.proxies.Site;
import io.portico.proxies.Surroundings;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The whole of it. */
final class Bench {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PLAIN = "plain.bench.example";
    private static final String SECURE = "secure.bench.example";
    private static final String ENGINE = "netty";

    private final Settings settings;
    private final PrintStream out;
    private final Surroundings surroundings;
    private final Results results = new Results();

    private Bench(Settings settings, PrintStream out) throws IOException {
        this.settings = settings;
        this.out = out;
        this.surroundings =
                Surroundings.create(PLAIN, SECURE, EndpointServer.ADDRESS, settings.threads(), settings.directory());
    }

    /** Measures, and prints what it has measured. */
    static void run(Settings settings, PrintStream out) throws IOException, InterruptedException {
        out.println(Machine.description());
        PodAddress.prepare();
        nameHosts(settings);
        new Bench(settings, out).run();
    }

    /**
     * The generators of load take host names from URLs; what this mount namespace has for a file of hosts is its own.
     */
    private static void nameHosts(Settings settings) throws IOException {
        var hosts = Files.writeString(
                Files.createDirectories(settings.directory()).resolve("hosts"),
                LOOPBACK + " localhost " + PLAIN + " " + SECURE + "\n");
        var _ = Commands.run(List.of("mount", "--bind", hosts.toString(), "/etc/hosts"));
    }

    private void run() throws IOException, InterruptedException {
        try (var plane = ControlPlane.start(LOOPBACK);
                var _ = endpoint()) {
            Site.create(plane, surroundings);
            var ours = new Program.Portico(settings.root(), Flavour.JVM, ENGINE, plane);
            var executable = new Program.Portico(settings.root(), Flavour.NATIVE, ENGINE, plane);
            var programs =
                    new ArrayList<Program>(List.of(ours, executable, new Program.Nginx(), new Program.Haproxy()));
            if (settings.vertx()) {
                programs.add(1, new Program.Portico(settings.root(), Flavour.JVM, "vertx", plane));
            }
            programs.stream()
                    .filter(program -> !program.missing().isEmpty())
                    .forEach(program -> out.println(program.missing() + ": left out"));
            programs.removeIf(program -> !program.missing().isEmpty());
            measureTurns(programs);
            measureIdle(programs);
            print(results.ratios(ours.title(), executable.title()));
        }
    }

    private MeasuredProcess endpoint() throws IOException {
        return EndpointServer.start(Files.createDirectories(settings.directory().resolve("endpoint")));
    }

    private void measureTurns(List<Program> programs) throws IOException, InterruptedException {
        var openLoop = OpenLoop.find();
        if (openLoop.isEmpty()) {
            out.println("vegeta is not installed (go install github.com/tsenart/vegeta/v12@v12.13.0): no latencies");
        }
        var proxies = new ArrayList<RunningProxy>();
        try {
            for (var program : programs) {
                var proxy = program.start(surroundings, Ports.of(proxies.size()));
                proxies.add(proxy);
                proxy.awaitAnswer(PLAIN, Cell.Body.EMPTY.path(), "200");
            }
            var turns = new Turns(settings, surroundings, proxies, openLoop);
            turns.warmUp();
            turns.measure(results, out);
        } finally {
            proxies.forEach(RunningProxy::close);
        }
    }

    /** Each in a process of its own, so that no memory of before is used again. */
    private void measureIdle(List<Program> programs) throws IOException, InterruptedException {
        for (var program : programs) {
            for (var tls : settings.idle().tls()) {
                try (var proxy = program.start(surroundings, Ports.of(0))) {
                    proxy.awaitAnswer(PLAIN, Cell.Body.EMPTY.path(), "200");
                    var host = tls ? SECURE : PLAIN;
                    results.add(program.title(), tls, IdleConnections.measure(proxy, host, tls, settings.idle()));
                }
            }
        }
    }

    private void print(Object ratios) {
        results.cells().forEach(table -> out.printf("%n%s", table));
        out.printf("%n%s", results.idle());
        out.printf(
                "CPU/request, requests/s: as many as go on %d connections (8 where bodies are large); p50, p99: at a fixed"
                        + " rate; idle: (memory at %d connections - at %d) / %d, JVMs after a full collection%n%n",
                Cell.PLAIN.connections(),
                settings.idle().many(),
                settings.idle().few(),
                settings.idle().many() - settings.idle().few());
        out.println(ratios);
    }
}
