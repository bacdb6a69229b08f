package io.portico.playground.cluster;

import static io.portico.playground.cluster.Objects.node;
import static io.portico.playground.cluster.Objects.on;
import static io.portico.playground.cluster.Objects.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PodPlanTest {
    private final AtomicInteger names = new AtomicInteger();

    @Test
    void missing_pods_are_made_from_the_template_and_belong_to_the_deployment() {
        var pods = deployment("web:1", 2).create();
        assertThat(pods).extracting(pod -> pod.getMetadata().getName()).containsExactly("web-1", "web-2");
        assertThat(pods).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsEntry("app", "web");
            assertThat(Workload.ownerOf(pod)).isEqualTo("web-uid");
        });
    }

    @Test
    void a_terminating_pod_is_replaced_at_once() {
        var pod = on("node-a", deployment("web:1", 1).create().getFirst());
        assertThat(deployment("web:1", 1, terminating(pod)).create()).hasSize(1);
        assertThat(deployment("web:1", 1, pod).create()).isEmpty();
    }

    @Test
    void scaling_down_deletes_as_many_as_are_too_many_and_first_those_that_are_not_ready() {
        var made = deployment("web:1", 3).create();
        var ready = on("node-a", made.get(0));
        var alsoReady = on("node-b", made.get(1));
        var plan = deployment("web:1", 2, made.get(2), ready, alsoReady);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.delete()).containsExactly(made.get(2));
    }

    @Test
    void pods_of_an_earlier_template_stay_until_those_of_the_present_one_are_ready() {
        var old = on("node-a", deployment("web:1", 1).create().getFirst());
        var first = deployment("web:2", 1, old);
        assertThat(first.create()).hasSize(1);
        assertThat(first.delete()).isEmpty();
        var starting = first.create().getFirst();
        assertThat(deployment("web:2", 1, old, starting).delete()).isEmpty();
        assertThat(deployment("web:2", 1, old, on("node-b", starting)).delete()).containsExactly(old);
    }

    @Test
    void a_pod_goes_to_the_node_with_the_fewest_of_its_kind_and_never_to_a_cordoned_one() {
        var made = deployment("web:1", 3).create();
        var onA = on("node-a", made.get(0));
        var waiting = made.get(1);
        var nodes = List.of(node("node-a", false), node("node-b", false), node("node-c", true));
        assertThat(Scheduler.assign(List.of(onA, waiting), nodes))
                .singleElement()
                .satisfies(binding -> assertThat(binding.getTarget().getName()).isEqualTo("node-b"));
        assertThat(Scheduler.assign(List.of(waiting), List.of(node("node-c", true))))
                .isEmpty();
    }

    private PodPlan deployment(String image, int replicas, Pod... pods) {
        var deployment = Objects.deployment(image);
        return PodPlan.deployment(
                Workload.of(deployment, List.of(pods)), replicas, () -> String.valueOf(names.incrementAndGet()));
    }
}
