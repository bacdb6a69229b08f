package io.portico.bench.routes;

import io.portico.bench.ControlPlane;
import io.portico.bench.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/**
 * What {@code deploy/bench/routes} runs, in a network and process namespace of its own.
 *
 * <pre>Main PROJECT-DIRECTORY INGRESSES CHANGES IDLE-SECONDS ROUNDS [JAR-OF-ANOTHER-BUILD]</pre>
 */
public final class Main {
    private static final String ADDRESS = "127.0.0.1";

    private Main() {}

    /** Exits with 0 when all was measured. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var builds = new ArrayList<Build>();
        builds.add(Build.of("this build", Path.of(arguments[0])));
        if (arguments.length > 5) {
            builds.add(new Build("the other", Path.of(arguments[5])));
        }
        try {
            run(
                    new Settings(
                            Integer.parseInt(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Integer.parseInt(arguments[4]),
                            Duration.ofSeconds(Integer.parseInt(arguments[3])),
                            builds,
                            Files.createTempDirectory("portico-bench")),
                    out);
        } catch (IllegalStateException | IOException e) {
            out.println("deploy/bench/routes: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Measures, and prints what it has measured. */
    static void run(Settings settings, PrintStream out) throws IOException, InterruptedException {
        out.println(Machine.description());
        try (var plane = ControlPlane.start(ADDRESS)) {
            out.printf(
                    "kube-apiserver %s; %d Ingresses, each with a host, a Service and an EndpointSlice of its own%n",
                    plane.version(), settings.ingresses());
            var results = new Results();
            try (var site = Site.create(plane, settings.ingresses())) {
                for (var round = 1; round <= settings.rounds(); round++) {
                    for (var build : settings.builds()) {
                        var log = settings.logs().resolve(build.title().replace(' ', '-') + ".log");
                        var trial = Trial.of(build, plane, site, settings, log);
                        results.add(build, trial);
                        out.printf("round %d: %s was measured%n", round, build.title());
                    }
                }
            }
            out.println();
            out.print(results.table());
            out.printf(
                    "p50, p99: from one change's event, as a watch sees it, to the first new answer, of %d each; allocated:"
                            + " bytes a change, less what is allocated while nothing changes (idle)%n%n",
                    settings.changes());
            var ours = settings.builds().getFirst();
            settings.builds().stream().skip(1).forEach(other -> out.println(results.ratios(ours, other)));
            out.println(results.line(ours));
        }
    }
}
