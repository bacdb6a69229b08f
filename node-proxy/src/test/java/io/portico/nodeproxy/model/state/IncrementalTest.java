package io.portico.nodeproxy.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.objects.ServiceReader;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens in whichever order, a state that followed from the one before is the state of the world, and the
 * table that was changed step by step is the table of that state.
 */
class IncrementalTest {
    private static final int STEPS = 40;

    /** What a state says of a port, in no order of endpoints. */
    private record Forwarded(ServicePort withoutOrder, Set<Endpoint> endpoints, Set<Endpoint> endpointsHere) {
        static Forwarded of(ServicePort port) {
            return new Forwarded(
                    new ServicePort(
                            port.key(),
                            port.name(),
                            port.clusterIp(),
                            port.externalAddresses(),
                            port.guardedAddresses(),
                            port.sourceRanges(),
                            port.nodePort(),
                            port.local(),
                            port.affinitySeconds(),
                            List.of(),
                            List.of(),
                            port.serving()),
                    new TreeSet<>(port.endpoints()),
                    new TreeSet<>(port.endpointsHere()));
        }
    }

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(Long.getLong("incremental.histories", 50));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_state_that_followed_is_the_state_of_the_world(long seed) {
        var history = new RandomHistory(seed);
        var state = ProxyState.EMPTY;
        for (var i = 0; i < STEPS; i++) {
            state = ProxyState.of(history.next(), state);
            var anew = ProxyState.of(history.copied(), ProxyState.EMPTY);
            assertThat(state.ports().stream().map(Forwarded::of))
                    .as("step %d", i)
                    .containsExactlyElementsOf(
                            anew.ports().stream().map(Forwarded::of).toList());
            assertThat(state.problems()).as("step %d", i).isEqualTo(anew.problems());
            assertThat(gaps(state)).as("step %d", i).isEqualTo(gaps(anew));
            var copied = ProxyState.of(history.copied(), state);
            assertThat(copied.services().differences(state.services()))
                    .as("step %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_table_that_was_changed_step_by_step_is_the_table_of_the_state(long seed) throws NftException {
        for (var family : Family.values()) {
            var primary = NodePortAddresses.parse(List.of("primary"));
            var layout = TableLayout.first(family, RuleSettings.DEFAULT.with(primary));
            var history = new RandomHistory(seed);
            var state = ProxyState.EMPTY;
            var kernel = new FakeNft();
            var ruleset = Ruleset.of(state, layout);
            kernel.apply(ruleset.beginning().and(ruleset.leadingHere()));
            for (var i = 0; i < STEPS; i++) {
                state = ProxyState.of(history.next(), state);
                var next = ruleset.following(state);
                for (var transaction : next.since(ruleset).chainsFirst()) {
                    kernel.apply(transaction);
                }
                ruleset = next;
                var table = Ruleset.of(state, layout).table();
                assertThat(ruleset.table()).as("step %d", i).hasToString(table.toString());
                assertThat(kernel.holds(table)).as("step %d", i).isTrue();
                assertThat(kernel.sets(table.reference()))
                        .as("step %d", i)
                        .isEqualTo(table.sets().keySet());
                assertThat(next.following(state).since(next).isEmpty()).isTrue();
            }
            assertLoadsInSteps(state, layout);
        }
    }

    @Test
    void a_change_of_one_service_leaves_the_entries_of_all_others_identical() {
        var history = new RandomHistory(0);
        for (var i = 0; i < STEPS; i++) {
            var _ = history.next();
        }
        var world = history.copied();
        var before = ProxyState.of(world, ProxyState.EMPTY);
        var name = new NamespacedName("default", "s-new");
        var reading = ServiceReader.read(
                Worlds.service("s-new", List.of("10.96.1.1"), "web:80/TCP").build());
        assertThat(ProxyState.of(world.with(name, reading), before).services().differences(before.services()))
                .containsOnly(name);
    }

    private static List<Integer> gaps(ProxyState state) {
        return Stream.of(Family.values())
                .flatMap(family -> Stream.of(LocalPolicy.values())
                        .map(policy -> state.localGaps().count(family, policy)))
                .toList();
    }

    private static void assertLoadsInSteps(ProxyState state, TableLayout layout) throws NftException {
        var kernel = new FakeNft();
        var last = Ruleset.empty(layout);
        kernel.apply(last.beginning().and(last.leadingHere()));
        for (var parts : last.stepsTo(state, 3)) {
            var step = last.following(state, parts);
            Transaction transaction = step.since(last);
            kernel.apply(transaction);
            last = step;
        }
        assertThat(kernel.holds(Ruleset.of(state, layout).table())).isTrue();
    }
}
