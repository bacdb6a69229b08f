package io.portico.bench.endpoints;

import io.portico.bench.ControlPlane;
import io.portico.bench.Machine;
import io.portico.bench.Ratios;
import io.portico.playground.Flavour;
import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code deploy/bench/endpoints} runs, in a network and process namespace of its own.
 *
 * <pre>Main PROJECT-DIRECTORY full|quick ROUNDS FLAVOUR...</pre>
 */
public final class Main {
    private static final String ADDRESS = "127.0.0.1";

    private final PrintStream out;
    private final Scale scale;
    private final Path logs;

    private Main(PrintStream out, Scale scale, Path logs) {
        this.out = out;
        this.scale = scale;
        this.logs = logs;
    }

    /** Exits with 0 when all was measured. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (KubeBinaries.peer("kube-controller-manager").isEmpty()) {
            out.println("deploy/bench/endpoints: there is nothing to compare with: set KUBE_API_TEST_DIR to a directory"
                    + " with peers/kube-controller-manager");
            System.exit(1);
        }
        var root = Path.of(arguments[0]);
        var flavours = Stream.of(arguments)
                .skip(3)
                .map(name -> Flavour.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        try {
            new Main(
                            out,
                            arguments[1].equals("quick") ? Scale.QUICK : Scale.FULL,
                            Files.createTempDirectory("portico-bench"))
                    .run(root, flavours, Integer.parseInt(arguments[2]));
        } catch (IllegalStateException e) {
            out.println("deploy/bench/endpoints: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path root, List<Flavour> flavours, int rounds) throws IOException, InterruptedException {
        out.println(Machine.description());
        try (var plane = ControlPlane.start(ADDRESS)) {
            out.printf(
                    "kube-apiserver and kube-controller-manager %s; its --kube-api-qps is 5000 here (default 20)%n",
                    plane.version());
            out.printf(
                    "%d Services, %d ready pods; then %d more turn ready, %d a second, and once more all at once%n%n",
                    scale.services(), scale.readyPods(), scale.turningPods(), scale.perSecond());
            var world = World.create(plane, scale);
            var upstream = Contestant.upstream(plane, logs);
            var all = new ArrayList<Contestant>();
            flavours.forEach(flavour -> all.add(Contestant.ours(flavour, root, plane)));
            all.add(upstream);
            var results = new Results(scale);
            for (var round = 1; round <= rounds; round++) {
                for (var contestant : all) {
                    var trial = Trial.of(contestant, plane, world, scale, logs.resolve(contestant.name() + ".log"));
                    results.add(contestant.name(), trial);
                    out.printf(
                            "round %d: %s: cold in %d ms%n",
                            round, contestant.name(), trial.cold().toMillis());
                }
            }
            out.println();
            out.print(results.table());
            out.println(
                    "cold: exec to last EndpointSlice; ready: a pod's event to its EndpointSlice, both seen by a watch;"
                            + " writes: of EndpointSlices and Endpoints; RSS: after the cold start");
            out.println();
            var ratios = new Ratios();
            for (var ours : all.subList(0, flavours.size())) {
                results.compare(ratios, ours.equals(all.getFirst()) ? "" : "-native", ours.name(), upstream.name());
            }
            out.println(ratios);
        }
    }
}
