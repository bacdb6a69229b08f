package io.portico.nodeproxy.apply;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one family, one Service or one set has to suffer from is nobody else's affair. */
class TroubleApartTest {
    private static final String NO_IPV6 = "Error: Could not process rule: Address family not supported by protocol";
    private static final String INVALID = "Error: Could not process rule: Invalid argument";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeNft kernel = new FakeNft();
    private final List<Problem> problems = new CopyOnWriteArrayList<>();
    private final List<Family> applied = new CopyOnWriteArrayList<>();
    private final List<Long> done = new CopyOnWriteArrayList<>();

    @TempDir
    private Path proc;

    private NodeRules rules;
    private long number;
    private ProxyState last = ProxyState.EMPTY;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.createFile(proc.resolve("net/if_inet6"));
        rules = rules();
    }

    @AfterEach
    void stop() {
        rules.close();
    }

    @Test
    void a_family_that_nft_refuses_holds_up_nothing_of_the_other_and_is_nobodys_loss_without_services() {
        kernel.refuse("\\bip6\\b", NO_IPV6);
        for (var i = 1; i < 20; i++) {
            sync(web("10.244.1." + i));
            awaitEndpoint("10.96.0.10", "10.244.1." + i);
        }
        await().atMost(LONG).untilAsserted(() -> assertThat(done).contains(number));
        assertThat(rules.failure()).isEmpty();
        assertThat(applied).contains(Family.IPV4, Family.IPV6);
    }

    @Test
    void with_services_of_the_refused_family_the_node_says_so_and_serves_the_other_until_it_is_taken() {
        kernel.refuse("\\bip6\\b", NO_IPV6);
        sync(dual("10.244.1.2"));
        await().atMost(LONG).until(() -> rules.failure().contains("Address family not supported"));
        sync(dual("10.244.1.3"));
        awaitEndpoint("10.96.0.10", "10.244.1.3");
        await().atMost(LONG).untilAsserted(() -> assertThat(done).contains(number));
        assertThat(applied).doesNotContain(Family.IPV6);

        kernel.refuse("");
        await().atMost(LONG).until(() -> rules.failure().isEmpty());
        assertThat(kernel.elements("ip6 portico", "services")).containsKey("fd96::10 . tcp . 80");
    }

    @Test
    void a_kernel_without_ipv6_is_not_asked_for_any() throws IOException {
        Files.delete(proc.resolve("net/if_inet6"));
        sync(dual("10.244.1.2"));
        awaitEndpoint("10.96.0.10", "10.244.1.2");
        await().atMost(LONG).until(() -> rules.failure().isEmpty());
        assertThat(kernel.transactions()).noneMatch(t -> t.toString().contains("ip6"));
        assertThat(rules.notes()).contains("no IPv6 rules: this kernel has no IPv6");

        // The module was loaded since.
        Files.createFile(proc.resolve("net/if_inet6"));
        rules.check();
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(kernel.elements("ip6 portico", "services")).containsKey("fd96::10 . tcp . 80"));
    }

    @Test
    void one_service_that_the_kernel_refuses_keeps_what_it_had_and_holds_up_no_other() {
        var before = many("10.244.1.2", "10.244.1.3");
        sync(before);
        awaitEndpoint("10.96.1.77", "10.244.1.3");

        kernel.refuse("10\\.244\\.6\\.66", INVALID);
        sync(many("10.244.1.9", "10.244.6.66"));
        for (var i = 0; i < 100; i++) {
            awaitEndpoint("10.96.1." + i, i == 77 ? "10.244.1.3" : "10.244.1.9");
        }
        assertThat(rules.failure()).isEmpty();
        assertThat(rules.notes()).contains("not as it should be, by IPv4: Service default/s77: " + INVALID);
        // Once may be an accident.
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(problems)
                        .anySatisfy(problem -> assertThat(problem.toString())
                                .contains("default/s77", "FailedToProgramRules", "Invalid argument")));
        assertThat(problems).allMatch(problem -> problem.toString().contains("default/s77"));

        sync(many("10.244.1.10", "10.244.6.66"));
        awaitEndpoint("10.96.1.3", "10.244.1.10");
        kernel.refuse("");
        awaitEndpoint("10.96.1.77", "10.244.6.66");
        await().atMost(LONG).until(() -> !rules.notes().contains("not as it should be"));
    }

    @Test
    void a_proxy_that_starts_finds_the_services_that_the_kernel_refuses_and_loads_all_others() throws Exception {
        var random = new Random();
        var seed = random.nextLong();
        random.setSeed(seed);
        var bad = random.ints(3, 0, 100).boxed().collect(Collectors.toSet());
        var pattern = new StringBuilder("none");
        bad.forEach(i -> pattern.append("|10\\.96\\.1\\.").append(i).append("\\b"));
        kernel.refuse(pattern.toString(), INVALID);
        sync(many("10.244.1.2", "10.244.1.2"));
        for (var i = 0; i < 100; i++) {
            if (!bad.contains(i)) {
                awaitEndpoint("10.96.1." + i, "10.244.1.2");
            }
        }
        await("seed " + seed).atMost(LONG).until(() -> rules.failure().isEmpty());
        assertThat(kernel.elements("ip portico", "services")).as("seed " + seed).hasSize(100 - bad.size());
    }

    @Test
    void a_set_that_the_kernel_refuses_holds_up_no_service() {
        kernel.refuse("add element ip portico pods", INVALID);
        var node = Worlds.node("node-a", "10.244.1.0/24");
        sync(webWorld("10.244.1.2").with(node));
        awaitEndpoint("10.96.0.10", "10.244.1.2");
        sync(webWorld("10.244.1.3").with(node));
        awaitEndpoint("10.96.0.10", "10.244.1.3");
        assertThat(rules.notes()).contains("set pods: " + INVALID);
        kernel.refuse("");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(kernel.elements("ip portico", "pods")).containsOnlyKeys("10.244.1.0/24"));
    }

    private NodeRules rules() {
        var made = new NodeRules(
                kernel,
                new Conntrack(new CommandRunner(List.of("true"), Duration.ofSeconds(20))),
                RuleSettings.DEFAULT,
                new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
                Duration.ofSeconds(10),
                proc);
        made.start(new DataPlane.Progress() {
            @Override
            public void applied(Family family, DataPlane.Wanted wanted, List<Instant> changes) {
                applied.add(family);
            }

            @Override
            public void failing(Family family) {}

            @Override
            public void done(DataPlane.Wanted wanted) {
                done.add(wanted.number());
            }

            @Override
            public void problem(Problem problem) {
                problems.add(problem);
            }
        });
        return made;
    }

    private void sync(Worlds.Builder builder) {
        World world = builder.on("node-a");
        last = ProxyState.of(world, last);
        rules.sync(new DataPlane.Wanted(++number, world, last, new ListenAddresses(Set.of(), Set.of()), List.of()));
    }

    private void awaitEndpoint(String clusterIp, String endpoint) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(kernel.elements("ip portico", "tcp-endpoints"))
                        .containsEntry(clusterIp + " . 80 . 0", endpoint + " . 8080"));
    }

    private static Worlds.Builder web(String endpoint) {
        return webWorld(endpoint);
    }

    private static Worlds.Builder webWorld(String endpoint) {
        return world().with(service("web", List.of("10.96.0.10"), "web:80/TCP"))
                .with(slice("web-1", "web", List.of("web:8080/TCP"), endpoint));
    }

    private static Worlds.Builder dual(String endpoint) {
        return world().with(service("web", List.of("10.96.0.10", "fd96::10"), "web:80/TCP"))
                .with(slice("web-1", "web", List.of("web:8080/TCP"), endpoint))
                .with(slice("web-6", "web", List.of("web:8080/TCP"), "fd44::2"));
    }

    /** A hundred Services, the 77th of which has another endpoint than all others. */
    private static Worlds.Builder many(String endpoint, String of77) {
        var builder = world();
        IntStream.range(0, 100)
                .forEach(i -> builder.with(service("s" + i, List.of("10.96.1." + i), "web:80/TCP"))
                        .with(slice("s" + i + "-1", "s" + i, List.of("web:8080/TCP"), i == 77 ? of77 : endpoint)));
        return builder;
    }
}
