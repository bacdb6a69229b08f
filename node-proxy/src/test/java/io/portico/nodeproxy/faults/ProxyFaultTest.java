package io.portico.nodeproxy.faults;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Places;
import io.portico.nodeproxy.packets.Probe;
import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole proxy of node-b as a process of its own, at an API server of its own, under traffic.
 * {@code -Dpackets.apiAwaySeconds=60} keeps the API server away for longer.
 */
@Requires({Requires.Need.KUBE_API, Requires.Need.NFT})
class ProxyFaultTest {
    private static final String NAMESPACE = "default";
    private static final Probe STAYING = Probe.of("b1", "tcp 10.96.0.10 80");
    private static final Probe STAYING_UDP = Probe.of("b1", "udp 10.96.0.10 53");
    private static final int MANY = 100;
    private static final Path LOG = Path.of("target", "proxy-of-node-b.log");

    private static TestCluster cluster;
    private static KubeApi api;

    /** What the proxy runs in the place of nft, and a part of what it then says. */
    private record Trouble(String script, String complaint) {}

    @TempDir
    private Path tools;

    private Process proxy;

    @BeforeAll
    static void start() {
        cluster = TestCluster.empty();
        // Where the nodes reach it.
        api = KubeApi.start(new KubeApi.Options("172.31.0.1", "10.96.0.0/16", List.of()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void serve() throws IOException {
        runInPlaceOf("conntrack", real("conntrack"));
        apply(service("staying", List.of("10.96.0.10"), "web:80/TCP", "dns:53/UDP")
                .build());
        endpoint("staying", "a1");
        startProxy();
    }

    @AfterEach
    void end() {
        kill();
        cluster.withoutRules("node-b");
        for (var name : List.of("moved", "staying")) {
            var _ = api.admin().services().inNamespace(NAMESPACE).withName(name).delete();
        }
    }

    @Test
    void rules_that_somebody_flushes_come_back_and_nobody_is_ever_given_what_is_anothers() {
        // A connection that began without rules goes on without them: it must be given up.
        try (var traffic = traffic(Packets.SHORT, STAYING, STAYING_UDP)) {
            for (var mischief : List.of(
                    "nft flush map ip portico services",
                    "nft flush chain ip portico from-inside",
                    "nft flush set ip portico cluster-ips",
                    "nft flush ruleset",
                    "nft delete table ip portico")) {
                traffic.awaitAnswers(3);
                var _ = cluster.onNode("node-b", mischief.split(" ", -1));
            }
            traffic.awaitAnswers(3);
            traffic.assertNothingWrong();
        }
    }

    @Test
    void a_killed_proxy_leaves_traffic_alone_and_the_next_one_catches_up() {
        try (var traffic = traffic(Packets.LONG, STAYING, STAYING_UDP)) {
            traffic.awaitAnswers(3);
            kill();
            traffic.awaitAnswers(3);
            var moved = moved();
            startProxy();
            awaitAnswer(moved, "b1");
            traffic.awaitAnswers(3);
            traffic.assertNothingFailed();
        }
    }

    @Test
    void trouble_with_nft_is_one_line_and_a_retry_while_the_old_rules_stay() throws IOException {
        var troubles = List.of(
                new Trouble(
                        "echo 'Error: Device or resource busy' >&2; exit 1", "exit code 1: Error: Device or resource"),
                new Trouble("echo 'netlink: Error: cache initialization failed' >&2; exit 1", "netlink: Error: cache"),
                new Trouble("kill -SEGV $$", "exit code 139"),
                new Trouble("/bin/rm $0; exit 127", "Cannot run program"));
        var moved = moved();
        awaitAnswer(moved, "b1");
        try (var traffic = traffic(Packets.LONG, STAYING, STAYING_UDP)) {
            for (var i = 0; i < troubles.size(); i++) {
                var trouble = troubles.get(i);
                runInPlaceOf("nft", trouble.script);
                endpoint("moved", owner(i));
                await().atMost(Packets.LONG)
                        .untilAsserted(() -> assertThat(Files.readAllLines(LOG))
                                .anyMatch(line -> line.contains("rules failed (2 in a row)")
                                        && line.contains(trouble.complaint)));
                traffic.awaitAnswers(3);
                runInPlaceOf("nft", real("nft"));
                awaitAnswer(moved, owner(i));
            }
            traffic.assertNothingFailed();
        }
    }

    @Test
    void an_nft_that_refuses_ipv6_holds_up_no_change_of_ipv4() throws IOException {
        runInPlaceOf("nft", """
                script=/tmp/nft-of-$$
                trap '/bin/rm -f $script' EXIT
                /bin/cat > $script
                if /bin/grep -q ' ip6 ' $script || [ "$*" != "${*%ip6}" ]; then
                  echo 'Error: Could not process rule: Address family not supported by protocol' >&2
                  exit 1
                fi
                """ + real("nft").replace("exec ", "") + " < $script");
        var moved = moved();
        // Each would wait for up to 30 s were the families one.
        for (var i = 1; i <= 6; i++) {
            endpoint("moved", owner(i));
            awaitAnswer(moved, owner(i));
        }
    }

    @Test
    void while_the_api_server_is_away_traffic_goes_on_and_afterwards_changes_arrive() {
        try (var traffic = traffic(Packets.LONG, STAYING, STAYING_UDP)) {
            traffic.awaitAnswers(3);
            api.kill();
            var away = Integer.getInteger("packets.apiAwaySeconds", 2);
            var until = System.nanoTime() + away * 1_000_000_000L;
            do {
                traffic.awaitAnswers(3);
            } while (System.nanoTime() < until);
            api.startAgain();
            awaitAnswer(moved(), "b1");
            traffic.awaitAnswers(3);
            traffic.assertNothingFailed();
        }
    }

    @Test
    void of_a_hundred_services_that_are_deleted_at_once_none_answers_for_another() {
        var owners = new HashMap<Probe, Set<String>>();
        IntStream.range(0, MANY).parallel().forEach(i -> {
            apply(service("many" + i, List.of(many(i)), "web:80/TCP", "dns:53/UDP")
                    .build());
            endpoint("many" + i, owner(i));
        });
        for (var i = 0; i < MANY; i += 5) {
            owners.put(Probe.of("b1", "tcp " + many(i) + " 80"), Set.of(owner(i)));
        }
        awaitAnswer(Probe.of("b1", "tcp " + many(MANY - 1) + " 80"), owner(MANY - 1));
        try (var deleted = new Traffic(cluster, owners, Packets.SHORT);
                var staying = traffic(Packets.LONG, STAYING, STAYING_UDP)) {
            deleted.awaitAnswers(2);
            var _ = api.admin()
                    .services()
                    .inNamespace(NAMESPACE)
                    .withLabel("many")
                    .delete();
            var _ = api.admin()
                    .discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(NAMESPACE)
                    .withLabel("many")
                    .delete();
            await().atMost(Packets.LONG)
                    .untilAsserted(() -> cluster.answers(owners.keySet(), 1, Packets.SHORT)
                            .values()
                            .forEach(answers -> assertThat(answers).noneMatch(Answer.By.class::isInstance)));
            staying.awaitAnswers(3);
            deleted.assertNothingWrong();
            staying.assertNothingFailed();
        }
    }

    /** A Service that the proxy has not seen yet, whose endpoint is b1. */
    private Probe moved() {
        apply(service("moved", List.of("10.96.0.20"), "web:80/TCP").build());
        endpoint("moved", "b1");
        return Probe.of("b1", "tcp 10.96.0.20 80");
    }

    private static Traffic traffic(Duration patience, Probe... probes) {
        var owners = new HashMap<Probe, Set<String>>();
        for (var probe : probes) {
            awaitAnswer(probe, "a1");
            owners.put(probe, Set.of("a1"));
        }
        return new Traffic(cluster, owners, patience);
    }

    private static void awaitAnswer(Probe probe, String name) {
        await().atMost(Packets.LONG)
                .untilAsserted(() -> assertThat(cluster.answers(probe, 1, Packets.SHORT))
                        .allMatch(answer -> answer instanceof Answer.By(var by, var _) && by.equals(name)));
    }

    private static String many(int i) {
        return "10.96.9." + (i + 1);
    }

    private static String owner(int i) {
        return List.of("a1", "a2", "b1").get(i % 3);
    }

    private static void endpoint(String service, String pod) {
        apply(slice(
                        service + "-x",
                        service,
                        List.of("web:8080/TCP", "dns:5353/UDP"),
                        Places.place(pod).address())
                .build());
    }

    private static void apply(HasMetadata object) {
        object.getMetadata().setUid(null);
        object.getMetadata().setCreationTimestamp(null);
        if (object.getMetadata().getName().startsWith("many")) {
            var labels = new HashMap<>(Map.of("many", "true"));
            labels.putAll(
                    object.getMetadata().getLabels() == null
                            ? Map.of()
                            : object.getMetadata().getLabels());
            object.getMetadata().setLabels(labels);
        }
        var _ = api.admin().resource(object).inNamespace(NAMESPACE).createOr(NonDeletingOperation::update);
    }

    /** What the proxy runs when it means that program: a script. */
    private void runInPlaceOf(String program, String script) throws IOException {
        var next = tools.resolve("next");
        Files.writeString(next, "#!/bin/sh\n" + script + "\n");
        assertThat(next.toFile().setExecutable(true)).isTrue();
        Files.move(next, tools.resolve(program), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String real(String program) {
        return "exec "
                + Commands.run(List.of("sh", "-c", "command -v " + program)).strip() + " \"$@\"";
    }

    private void startProxy() {
        try {
            runInPlaceOf("nft", real("nft"));
            var builder = new ProcessBuilder(cluster.namespace("node-b")
                            .command(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xmx96m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    ProxyMain.class.getName(),
                                    api.url(),
                                    api.caCertificate().toString(),
                                    api.adminToken(),
                                    "node-b"))
                    .redirectError(LOG.toFile());
            builder.environment().put("PATH", tools.toString());
            proxy = builder.start();
            assertThat(proxy.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("started");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    private void kill() {
        proxy.destroyForcibly();
        var _ = proxy.onExit().join();
    }
}
