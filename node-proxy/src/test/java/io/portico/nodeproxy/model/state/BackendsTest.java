package io.portico.nodeproxy.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceFacts.Backend;
import io.portico.runtime.slices.SliceFacts.Hints;
import io.portico.runtime.slices.SliceFacts.Port;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of several entries of one address and port counts. */
class BackendsTest {
    private static final NamespacedName WEB = new NamespacedName("default", "web");
    private static final ServicePort.Key KEY = new ServicePort.Key(WEB, Family.IPV4, Protocol.TCP, 80);
    private static final NodeFacts HERE = NodeFacts.unknown("node-a");

    private static final Backend NEW = backend("node-a", true, true, false, Hints.NONE);
    private static final Backend DEAD = backend("node-b", false, false, true, hints("west"));
    private static final Backend ENDING = backend("node-b", false, true, true, hints("west"));
    private static final Backend STARTING = backend("node-a", false, false, false, Hints.NONE);
    private static final Backend PUBLISHED = backend("node-b", true, true, true, hints("east"));

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @Test
    void the_new_pod_counts_alone_where_the_old_one_still_terminates() {
        assertChosen(NEW, DEAD);
        assertChosen(NEW, ENDING);
        assertChosen(NEW, PUBLISHED);
    }

    @Test
    void a_new_pod_that_is_not_ready_is_not_served_by_the_word_of_the_old_one() {
        assertChosen(STARTING, ENDING);
        assertChosen(STARTING, PUBLISHED);
        assertThat(backends(List.of(ENDING), List.of(STARTING)).cluster(HERE)).isEmpty();
        assertThat(backends(List.of(ENDING), List.of(STARTING)).serving()).isEmpty();
    }

    @Test
    void of_two_that_terminate_the_one_that_serves_counts() {
        assertChosen(ENDING, DEAD);
        assertChosen(PUBLISHED, ENDING);
    }

    @Test
    void an_endpoint_that_moves_between_slices_counts_by_the_better_word() {
        assertChosen(NEW, STARTING);
        assertChosen(
                backend("node-a", true, true, false, hints("east")), backend("node-a", true, true, false, Hints.NONE));
        assertChosen(backend("node-b", true, true, false, Hints.NONE), backend("", true, true, false, Hints.NONE));
    }

    @Test
    void hints_and_nodes_of_an_entry_that_does_not_count_say_nothing() {
        var both = backends(List.of(DEAD, NEW));
        assertThat(both.local(HERE)).hasSize(1);
        assertThat(both.local(NodeFacts.unknown("node-b"))).isEmpty();
        assertThat(both.reach(HERE)).isEqualTo(HintScope.CLUSTER);
        assertThat(both.readyOn("node-a")).hasSize(1);
        assertThat(both.readyOn("node-b")).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_order_of_entries_and_slices_does_not_matter(long seed) {
        var random = new Random(seed);
        var entries = new ArrayList<Backend>();
        for (var i = 0; i < 6; i++) {
            entries.add(backend(
                    List.of("", "node-a", "node-b").get(random.nextInt(3)),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    new Hints(zones(random), zones(random))));
        }
        var expected = backends(entries).all();
        for (var i = 0; i < 20; i++) {
            Collections.shuffle(entries, random);
            var split = random.nextInt(entries.size());
            assertThat(backends(entries.subList(0, split), entries.subList(split, entries.size()))
                            .all())
                    .isEqualTo(expected);
        }
    }

    private static Set<String> zones(Random random) {
        return List.of(Set.<String>of(), Set.of("east"), Set.of("east", "west")).get(random.nextInt(3));
    }

    private static void assertChosen(Backend chosen, Backend other) {
        assertThat(backends(List.of(chosen, other)).all()).containsValue(chosen).hasSize(1);
        assertThat(backends(List.of(other, chosen)).all()).containsValue(chosen).hasSize(1);
        assertThat(backends(List.of(chosen), List.of(other)).all()).containsValue(chosen);
        assertThat(backends(List.of(other), List.of(chosen)).all()).containsValue(chosen);
    }

    @SafeVarargs
    private static Backends backends(List<Backend>... slices) {
        var all = new ArrayList<SliceFacts>();
        for (var entries : slices) {
            all.add(new SliceFacts(
                    WEB, "web-" + all.size(), "", Family.IPV4, List.of(new Port("web", Protocol.TCP, 8080)), entries));
        }
        return Backends.of(all, KEY, "web");
    }

    private static Backend backend(String node, boolean ready, boolean serving, boolean terminating, Hints hints) {
        return new Backend(Address.parse("10.244.1.5").orElseThrow(), node, ready, serving, terminating, hints);
    }

    private static Hints hints(String zone) {
        return new Hints(Set.of(zone), Set.of());
    }
}
