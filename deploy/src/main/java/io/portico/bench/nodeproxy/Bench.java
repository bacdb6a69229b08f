package io.portico.bench.nodeproxy;

import io.portico.bench.ControlPlane;
import io.portico.bench.Machine;
import io.portico.playground.Flavour;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark from its first line to its last. */
final class Bench {
    private static final String BARE = "bare";
    private static final String DIRECT = "no proxy: endpoints asked themselves";
    /** The default, and the least that it takes (0 stands for the default). */
    private static final List<Peer> PEERS = List.of(new Peer("kube-proxy", "1s"), new Peer("kube-proxy-least", "1ns"));

    /**
     * A kube-proxy.
     *
     * @param minSync its {@code nftables.minSyncPeriod}
     */
    private record Peer(String node, String minSync) {}

    private final PrintStream out;
    private final Settings settings;
    private final ControlPlane plane;
    private final Sites sites;
    private final Services services;
    private final List<Program> programs = new ArrayList<>();

    /**
     * Measures and prints.
     *
     * @throws IllegalStateException in words, when something does not run
     */
    static void run(Settings settings, PrintStream out) throws IOException, InterruptedException {
        out.println(Machine.description());
        var nodes = nodes(settings);
        try (var network = ClusterNetwork.create(nodes.toArray(String[]::new));
                var plane = ControlPlane.start(ClusterNetwork.CONTROL_PLANE);
                var sites = Sites.create(network, nodes)) {
            new Bench(out, settings, plane, sites).run();
        }
    }

    private static List<String> nodes(Settings settings) {
        var nodes = new ArrayList<String>();
        settings.flavours().forEach(flavour -> nodes.add(node(flavour)));
        if (settings.upstream()) {
            PEERS.forEach(peer -> nodes.add(peer.node));
        }
        nodes.add(BARE);
        return nodes;
    }

    private static String node(Flavour flavour) {
        return flavour.name().toLowerCase(Locale.ROOT);
    }

    private Bench(PrintStream out, Settings settings, ControlPlane plane, Sites sites) throws IOException {
        this.out = out;
        this.settings = settings;
        this.plane = plane;
        this.sites = sites;
        this.services = new Services(plane);
        Files.createDirectories(settings.logs());
        sites.byName().values().forEach(site -> services.add(site.node()));
        settings.flavours().forEach(flavour -> programs.add(Program.ours(flavour, node(flavour), settings, plane)));
        if (settings.upstream()) {
            for (var peer : PEERS) {
                programs.add(Program.theirs(peer.node, peer.minSync, settings.logs(), plane));
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        out.printf(
                "kube-apiserver%s %s, %s%n",
                settings.upstream() ? " and kube-proxy" : "",
                plane.version(),
                Commands.run(List.of("nft", "--version")).strip());
        var reports = new ArrayList<Report>();
        for (var size : settings.sizes()) {
            var since = System.nanoTime();
            services.growTo(size);
            out.printf(Locale.ROOT, "%n%,d Services made in %.0f s%n", size, (System.nanoTime() - since) / 1e9);
            reports.add(measure());
        }
        explain();
        if (settings.upstream()) {
            compare(reports);
        }
    }

    /** Each program alone, then the rules that they left against each other. */
    private Report measure() throws IOException, InterruptedException {
        var trials = new ArrayList<Trial>();
        for (var program : programs) {
            var log = settings.logs().resolve(program.node() + "-" + services.count() + ".log");
            var trial = Trial.of(program, sites.get(program.node()), plane, services, settings, log);
            out.printf(
                    "  %s: %s%n",
                    program.title(),
                    trial.cold()
                            .map(cold -> "cold in " + cold.toMillis() + " ms")
                            .orElse("not done after " + settings.patience().toSeconds() + " s"));
            trials.add(trial);
        }
        var report = new Report(services.count(), settings.patience(), trials, throughput(trials));
        sites.flush();
        out.println();
        out.println(report.tables());
        return report;
    }

    /** One of each side: rules do not differ by which of ours, or which of theirs, wrote them. */
    private Map<String, Throughput> throughput(List<Trial> trials) throws InterruptedException {
        var compared = new LinkedHashMap<String, Site>();
        for (var ours : List.of(true, false)) {
            trials.stream()
                    .filter(trial ->
                            trial.program().isOurs() == ours && trial.cold().isPresent())
                    .findFirst()
                    .ifPresent(trial -> compared.put(
                            ours ? "node-proxy" : "kube-proxy",
                            sites.get(trial.program().node())));
        }
        compared.put(DIRECT, sites.get(BARE));
        return Throughput.of(compared, DIRECT, services.count(), settings.load());
    }

    private void explain() {
        out.println("cold: exec to the last Service answering, with the CPU until shortly after");
        out.printf(
                "change: an EndpointSlice's event, seen by a watch, to the first packet from a new endpoint; %d a"
                        + " second%n",
                Changes.PER_SECOND);
        out.println("CPU, RSS (at the end) and its peak: the program and its nft children together");
    }

    private void compare(List<Report> reports) {
        out.println("ratios: ours to the better of kube-proxy's two, number by number");
        out.println();
        reports.stream()
                .filter(Report::isBound)
                .forEach(report -> out.printf(
                        "%,d Services: kube-proxy's start was given up after %d s: cold is an upper bound%n",
                        report.services(), settings.patience().toSeconds()));
        reports.stream()
                .limit(reports.size() - 1L)
                .forEach(report -> out.printf("%,d Services: %s%n", report.services(), report.ratios()));
        out.println(reports.getLast().ratios());
    }
}
