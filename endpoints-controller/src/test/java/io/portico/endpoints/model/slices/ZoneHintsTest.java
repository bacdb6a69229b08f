package io.portico.endpoints.model.slices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.model.TargetRef;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.endpoints.model.topology.CpuShares;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.endpoints.model.topology.ZoneAllocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Sharing out by chance and over several slices; single behaviours are in the golden files. */
class ZoneHintsTest {
    private final List<SliceRecord> create = new ArrayList<>();
    private final List<SliceRecord> update = new ArrayList<>();
    private final List<SliceRecord> unchanged = new ArrayList<>();

    @Test
    void a_slice_that_is_right_stays_and_the_one_that_changes_makes_up_the_difference() {
        var shares = shares(1, 1);
        unchanged.add(slice("right", "a:a", "a:a"));
        update.add(slice("changing", "a:", "b:", "a:", "b:"));
        assertThat(new ZoneHints(shares, create, update, unchanged).assign()).isEmpty();
        assertThat(unchanged).hasSize(1);
        assertThat(update)
                .singleElement()
                .satisfies(slice -> assertThat(slice.endpoints())
                        .extracting(endpoint -> endpoint.hints().zones().getFirst())
                        .containsExactly("b", "b", "a", "b"));
    }

    @Test
    void a_slice_that_keeps_too_many_endpoints_for_one_zone_is_shared_out_anew() {
        unchanged.add(slice("wrong", "a:a", "a:a", "a:a", "b:a"));
        assertThat(new ZoneHints(shares(1, 1), create, update, unchanged).assign())
                .isEmpty();
        assertThat(unchanged).isEmpty();
        assertThat(update)
                .singleElement()
                .satisfies(slice -> assertThat(slice.endpoints())
                        .extracting(endpoint -> endpoint.hints().zones().getFirst())
                        .containsExactly("b", "a", "a", "b"));
    }

    @RepeatedTest(200)
    void each_zone_gets_enough_and_a_second_look_changes_nothing(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var zones = 2 + random.nextInt(4);
        var shares = shares(
                IntStream.range(0, zones).map(i -> 1 + random.nextInt(16)).toArray());
        for (var i = 0; i < 3; i++) {
            create.add(slice(
                    "new-" + i,
                    IntStream.range(0, 1 + random.nextInt(30))
                            .mapToObj(e -> (char) ('a' + random.nextInt(zones)) + ":")
                            .toArray(String[]::new)));
        }
        var ready = create.stream().mapToInt(slice -> slice.endpoints().size()).sum();
        var allocation = ZoneAllocation.of(shares, ready);
        var refused = new ZoneHints(shares, create, update, unchanged).assign();
        assertThat(refused.orElse("")).isEqualTo(allocation.refused());
        if (refused.isPresent()) {
            assertThat(create)
                    .allSatisfy(slice -> assertThat(slice.endpoints())
                            .allSatisfy(endpoint -> assertThat(endpoint.hints()).isEqualTo(Hints.NONE)));
            return;
        }
        allocation.byZone().forEach((zone, allocated) -> {
            var here = create.stream()
                    .flatMap(slice -> slice.endpoints().stream())
                    .filter(endpoint -> endpoint.hints().zones().equals(List.of(zone)))
                    .count();
            assertThat((double) here)
                    .as("zone %s of %s with %d endpoints", zone, shares.byZone(), ready)
                    .isBetween((double) allocated.fewest(), allocated.desired() + 1);
        });
        unchanged.addAll(create);
        create.clear();
        assertThat(new ZoneHints(shares, create, update, unchanged).assign()).isEmpty();
        assertThat(update).isEmpty();
    }

    private static CpuShares shares(int... cpus) {
        return CpuShares.of(IntStream.range(0, cpus.length)
                .mapToObj(i ->
                        new NodeRecord("node-" + i, String.valueOf((char) ('a' + i)), true, false, 1000L * cpus[i]))
                .toList());
    }

    /** A slice of ready endpoints, each given as its zone and the zone that it serves. */
    private static SliceRecord slice(String name, String... endpoints) {
        var all = new ArrayList<SliceEndpoint>();
        for (var endpoint : endpoints) {
            var parts = endpoint.split(":", -1);
            var pod = name + "-" + all.size();
            all.add(new SliceEndpoint(
                    List.of("10.244.0.1"),
                    "",
                    "node",
                    parts[0],
                    true,
                    true,
                    false,
                    TargetRef.pod("shop", pod, pod),
                    parts[1].isEmpty() ? Hints.NONE : new Hints(List.of(parts[1]), List.of())));
        }
        return new SliceRecord(new ObjectMetaBuilder().withName(name).build(), "IPv4", List.of(), all);
    }
}
