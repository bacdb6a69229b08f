package io.portico.corpus;

import io.portico.bench.ControlPlane;
import io.portico.bench.PodAddress;
import io.portico.playground.Flavour;
import io.portico.proxies.Ports;
import io.portico.proxies.Program;
import io.portico.proxies.RunningProxy;
import io.portico.proxies.Site;
import io.portico.proxies.Surroundings;
import io.portico.testkit.corpus.Case;
import io.portico.testkit.corpus.CaseFile;
import io.portico.testkit.corpus.CaseRun;
import io.portico.testkit.corpus.Observation;
import io.portico.testkit.corpus.Patience;
import io.portico.testkit.corpus.ScriptedEndpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code deploy/corpus} runs.
 *
 * <pre>
 * Main PROJECT-DIRECTORY CASES all                  ours and the peers, in a network and process namespace of its own
 * Main PROJECT-DIRECTORY CASES peers                without ours, and without an API server
 * Main PROJECT-DIRECTORY CASES ADDRESS:PORT ADDRESS:PORT   that proxy, which forwards to that address
 * </pre>
 *
 * {@code CASES} is a part of the names of those that are run; empty for all.
 */
public final class Main {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String SECURE = "secure.test";

    private Main() {}

    /** Exits with 0 when ours, or the proxy that was named, did all cases as they want. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var root = Path.of(arguments[0]);
        var cases = CaseFile.readAll(root.resolve("ingress-controller/src/test/resources/corpus/http1")).stream()
                .filter(one -> one.name().contains(arguments[1]))
                .toList();
        try {
            var failures = switch (arguments[2]) {
                case "all" -> ours(root, cases, out);
                case "peers" -> peers(cases, out);
                default -> other(address(arguments[2]), address(arguments[3]), cases, out);
            };
            System.exit(failures == 0 ? 0 : 1);
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            out.println("deploy/corpus: " + e.getMessage());
            System.exit(2);
        }
    }

    private static long ours(Path root, List<Case> cases, PrintStream out) throws IOException, InterruptedException {
        try (var plane = ControlPlane.start(LOOPBACK);
                var endpoint = endpoint()) {
            var surroundings = surroundings(endpoint);
            Site.create(plane, surroundings);
            var ours = new Program.Portico(root, Flavour.JVM, "netty", plane);
            var programs = List.of(
                    ours,
                    new Program.Portico(root, Flavour.NATIVE, "netty", plane),
                    new Program.Nginx(),
                    new Program.Haproxy());
            return compare(programs, surroundings, endpoint, cases, out).failures(ours.title());
        }
    }

    private static long peers(List<Case> cases, PrintStream out) throws IOException, InterruptedException {
        try (var endpoint = endpoint()) {
            var _ = compare(
                    List.of(new Program.Nginx(), new Program.Haproxy()), surroundings(endpoint), endpoint, cases, out);
            return 0;
        }
    }

    private static long other(InetSocketAddress proxy, InetSocketAddress at, List<Case> cases, PrintStream out)
            throws IOException {
        try (var endpoint = ScriptedEndpoint.listen(at)) {
            var comparison = new Comparison(cases);
            comparison.add("seen", observations(cases, proxy, endpoint));
            comparison.print(out);
            return comparison.failures("seen");
        }
    }

    private static Comparison compare(
            List<? extends Program> programs,
            Surroundings surroundings,
            ScriptedEndpoint endpoint,
            List<Case> cases,
            PrintStream out)
            throws IOException, InterruptedException {
        var comparison = new Comparison(cases);
        var number = 0;
        for (var program : programs) {
            if (program.missing().isEmpty()) {
                try (var proxy = program.start(surroundings, Ports.of(number++))) {
                    proxy.awaitAnswer(CaseRun.HOST, CaseRun.READY, "200");
                    comparison.add(program.title(), observations(cases, address(proxy), endpoint));
                }
                out.printf(
                        "%s: %d of %d cases are otherwise%n",
                        program.title(), comparison.failures(program.title()), cases.size());
            } else {
                out.println(program.missing());
            }
        }
        out.println();
        comparison.print(out);
        return comparison;
    }

    private static List<Observation> observations(List<Case> cases, InetSocketAddress proxy, ScriptedEndpoint endpoint)
            throws IOException {
        var observations = new ArrayList<Observation>();
        for (var one : cases) {
            observations.add(CaseRun.of(one, proxy, endpoint, Patience.OF_COMPARISON));
        }
        return observations;
    }

    private static ScriptedEndpoint endpoint() throws IOException {
        PodAddress.prepare();
        return ScriptedEndpoint.listen(new InetSocketAddress(PodAddress.TEXT, 0));
    }

    private static Surroundings surroundings(ScriptedEndpoint endpoint) throws IOException {
        return Surroundings.create(
                CaseRun.HOST,
                SECURE,
                PodAddress.TEXT + ":" + endpoint.port(),
                1,
                Files.createTempDirectory("portico-corpus"));
    }

    private static InetSocketAddress address(RunningProxy proxy) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), proxy.ports().http());
    }

    private static InetSocketAddress address(String text) {
        var colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }
}
