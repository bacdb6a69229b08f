package io.portico.nodeproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Packets;
import io.portico.nodeproxy.packets.Probe;
import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL at any moment of a transaction: it takes effect as a whole or not at all. {@code -Dpackets.kills=50} kills
 * more often.
 */
@Requires(Requires.Need.NFT)
class KilledInTransactionTest {
    private static final int SERVICES = 2000;
    private static final int KILLS = Integer.getInteger("packets.kills", 3);

    private final TestCluster cluster = TestCluster.empty();
    private final Random random = new Random();

    @Test
    void a_proxy_that_is_killed_leaves_whole_rules() throws IOException {
        for (var i = 0; i < KILLS; i++) {
            var process = new ProcessBuilder(cluster.namespace("node-b")
                            .command(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xmx256m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    RulesProcess.class.getName(),
                                    String.valueOf(SERVICES)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var said = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line : List.of("applying", "applied", "applying", "applied", "applying")) {
                    assertThat(said.readLine()).isEqualTo(line);
                }
                LockSupport.parkNanos(random.nextInt(150_000_000));
            } finally {
                process.destroyForcibly();
            }
            var _ = process.onExit().join();
            awaitNoNft();
            assertWholeRules();
        }
    }

    @Test
    void an_nft_that_is_killed_leaves_whole_rules_and_the_next_brings_the_new_ones() {
        cluster.apply("node-b", ManyServices.world(SERVICES, 0));
        var killed = 0;
        for (var round = 1; killed < KILLS; round++) {
            assertThat(round).as("rounds, none of which was hit").isLessThan(100);
            var done = new AtomicBoolean();
            var killer = Thread.startVirtualThread(() -> {
                LockSupport.parkNanos(random.nextInt(150_000_000));
                while (!done.get() && !killAnNft()) {
                    Thread.onSpinWait();
                }
            });
            try {
                cluster.apply("node-b", ManyServices.world(SERVICES, round % 2));
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("exit code 137");
                killed++;
                assertWholeRules();
            }
            done.set(true);
            join(killer);
            cluster.apply("node-b", ManyServices.world(SERVICES, round % 2));
            assertThat(answers()).isEqualTo(owners(round % 2));
        }
    }

    /** All of one world: before the change or after it. */
    private void assertWholeRules() {
        assertThat(answers()).isIn(owners(0), owners(1));
    }

    private List<Set<String>> answers() {
        var probes = new ArrayList<Probe>();
        sample().forEach(i -> probes.add(ManyServices.probe("b1", i)));
        var answers = cluster.answers(probes, 1, Packets.LONG);
        return probes.stream()
                .map(probe -> Set.of(answers.getOrDefault(probe, Set.of()).stream()
                        .map(answer -> answer instanceof Answer.By(var name, var _) ? name : answer.toString())
                        .toArray(String[]::new)))
                .toList();
    }

    private static List<Set<String>> owners(int shift) {
        return sample().mapToObj(i -> Set.of(ManyServices.owner(i, shift))).toList();
    }

    private static IntStream sample() {
        return IntStream.range(0, 100).map(i -> i * (SERVICES / 100));
    }

    private static boolean killAnNft() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/nft"))
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }

    /** What a killed proxy started goes on without it. */
    private void awaitNoNft() {
        await().atMost(Packets.LONG)
                .until(() -> cluster.namespace("node-b")
                        .attempt("sh", "-c", "for p in $(ip netns pids node-b); do cat /proc/$p/comm; done")
                        .output()
                        .lines()
                        .noneMatch("nft"::equals));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
