package io.portico.endpoints.model.slices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.PodRecord.NamedPort;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.ServiceRecord.ServicePort;
import io.portico.endpoints.model.ServiceRecord.TargetPort;
import io.portico.endpoints.model.Stamp;
import io.portico.endpoints.model.TrafficDistribution;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.endpoints.model.topology.Topology;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Packing at scale and by chance; single behaviours are in the golden files. */
class SlicePackingTest {
    private static final ServiceRecord SERVICE = new ServiceRecord(
            new NamespacedName("shop", "web"),
            "uid-now",
            0,
            Map.of(),
            Map.of("app", "web"),
            List.of(new ServicePort("http", "TCP", "", new TargetPort.ByName("http"))),
            List.of(Family.IPV4),
            false,
            false,
            TrafficDistribution.NONE,
            false,
            false,
            false);
    private static final Stamp STAMP = new Stamp(ManagedBy.OURS, "");
    private static final Topology TOPOLOGY =
            Topology.of(List.of(new NodeRecord("node-a", "zone-a", true, false, 1000)));

    private final Map<String, SliceRecord> slices = new TreeMap<>();
    private int names;

    @Test
    void two_hundred_and_fifty_pods_fill_three_slices() {
        assertThat(apply(pods(0, 250), 100).create())
                .extracting(slice -> slice.endpoints().size())
                .containsExactly(100, 100, 50);
    }

    @Test
    void one_more_pod_goes_into_the_fullest_slice_with_room_and_touches_no_other() {
        apply(pods(0, 250), 100);
        var plan = apply(pods(0, 251), 100);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.update())
                .singleElement()
                .satisfies(slice -> assertThat(slice.endpoints()).hasSize(51));
    }

    @Test
    void a_slice_that_changes_anyway_is_filled_before_another_is_touched() {
        apply(pods(0, 250), 100);
        var next = pods(5, 255);
        var plan = apply(next, 100);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.update()).hasSize(1);
        assertThat(plan.counts().added()).isEqualTo(5);
        assertThat(plan.counts().removed()).isEqualTo(5);
    }

    @Test
    void gaps_stay_and_nothing_is_rebalanced() {
        apply(pods(0, 200), 100);
        var plan = apply(
                IntStream.range(0, 200)
                        .filter(i -> i % 100 < 60)
                        .mapToObj(i -> pod(i, true))
                        .toList(),
                100);
        assertThat(plan.update()).hasSize(2);
        assertThat(plan.delete()).isEmpty();
        assertThat(plan.counts().slices()).isEqualTo(2);
        assertThat(plan.counts().fewest()).isEqualTo(2);
    }

    @RepeatedTest(100)
    void after_each_plan_the_slices_hold_just_the_pods_and_the_next_plan_is_empty(RepetitionInfo repetition) {
        var seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        var most = 1 + random.nextInt(8);
        for (var step = 0; step < 30; step++) {
            var size = random.nextInt(40);
            var pods = IntStream.range(0, size)
                    .filter(i -> random.nextInt(4) > 0)
                    .mapToObj(i -> new PodRecord(
                            "shop",
                            "web-" + i,
                            "uid-" + i,
                            Map.of("app", "web"),
                            "node-a",
                            "",
                            "",
                            List.of("10.244.0." + i),
                            false,
                            random.nextInt(5) > 0,
                            0,
                            false,
                            List.of(new NamedPort("http", "TCP", i % 7 == 0 ? 8080 : 8081))))
                    .toList();
            var plan = apply(pods, most);
            var context = "seed %d, step %d".formatted(seed, step);
            assertThat(slices.values().stream().flatMap(slice -> slice.endpoints().stream()))
                    .as(context)
                    .extracting(endpoint -> endpoint.target().name() + endpoint.ready())
                    .containsExactlyInAnyOrderElementsOf(
                            pods.stream().map(pod -> pod.name() + pod.ready()).toList());
            assertThat(slices.values()).as(context).isNotEmpty().allSatisfy(slice -> {
                assertThat(slice.endpoints()).hasSizeLessThanOrEqualTo(most);
                assertThat(slice.endpoints())
                        .allSatisfy(endpoint -> assertThat(slice.ports())
                                .singleElement()
                                .satisfies(port -> assertThat(port.port())
                                        .isEqualTo(
                                                Integer.parseInt(endpoint.target()
                                                                                .name()
                                                                                .substring(4))
                                                                        % 7
                                                                == 0
                                                        ? 8080
                                                        : 8081)));
            });
            assertThat(plan.counts().slices()).as(context).isEqualTo(slices.size());
            assertThat(plan(pods, most).isEmpty()).as(context).isTrue();
        }
    }

    private EndpointSlicePlan apply(List<PodRecord> pods, int most) {
        var plan = plan(pods, most);
        plan.delete().forEach(slice -> slices.remove(slice.name()));
        plan.update().forEach(slice -> slices.put(slice.name(), slice));
        plan.create().forEach(slice -> {
            var name = "web-%04d".formatted(names++);
            slices.put(
                    name,
                    new SliceRecord(
                            new ObjectMetaBuilder(slice.metadata())
                                    .withName(name)
                                    .build(),
                            slice.addressType(),
                            slice.ports(),
                            slice.endpoints()));
        });
        return plan;
    }

    private EndpointSlicePlan plan(List<PodRecord> pods, int most) {
        return EndpointSlicePlan.of(SERVICE, pods, TOPOLOGY, new ArrayList<>(slices.values()), most, STAMP);
    }

    private static List<PodRecord> pods(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> pod(i, true)).toList();
    }

    private static PodRecord pod(int i, boolean ready) {
        return new PodRecord(
                "shop",
                "web-%03d".formatted(i),
                "uid-" + i,
                Map.of("app", "web"),
                "node-a",
                "",
                "",
                List.of("10.244." + i / 250 + "." + i % 250),
                false,
                ready,
                0,
                false,
                List.of(new NamedPort("http", "TCP", 8080)));
    }
}
