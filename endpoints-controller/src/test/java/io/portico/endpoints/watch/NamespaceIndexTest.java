package io.portico.endpoints.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.TrafficDistribution;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class NamespaceIndexTest {
    private final NamespaceIndex index = new NamespaceIndex();

    @Test
    void a_pod_that_only_gets_a_label_concerns_the_services_it_joins_and_leaves() {
        index.service("both", service("both", Map.of("app", "web")));
        index.service("left", service("left", Map.of("app", "web", "tier", "a")));
        index.service("joined", service("joined", Map.of("tier", "b")));
        var before = pod("one", Map.of("app", "web", "tier", "a"), true);
        index.pod(null, before);
        assertThat(index.pod(before, pod("one", Map.of("app", "web", "tier", "b"), true)))
                .containsExactlyInAnyOrder("left", "joined");
    }

    @RepeatedTest(50)
    void members_and_concerned_services_are_those_that_a_scan_would_find(RepetitionInfo repetition) {
        var seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        var pods = new HashMap<String, PodRecord>();
        var services = new HashMap<String, ServiceRecord>();
        for (var step = 0; step < 200; step++) {
            if (random.nextInt(3) == 0) {
                var name = "service-" + random.nextInt(6);
                var service = random.nextInt(4) == 0 ? null : service(name, labels(random));
                index.service(name, service);
                services.compute(name, (n, before) -> service);
            } else {
                var name = "pod-" + random.nextInt(8);
                var before = pods.get(name);
                var after = random.nextInt(4) == 0 ? null : pod(name, labels(random), random.nextBoolean());
                if (before == null && after == null) {
                    continue;
                }
                var concerned = index.pod(before, after);
                pods.compute(name, (n, b) -> after);
                var least = new HashSet<String>();
                services.forEach((n, service) -> {
                    var was = before != null && service.matches(before.labels());
                    var is = after != null && service.matches(after.labels());
                    if (was != is || (was && !before.equalsButForLabels(after))) {
                        least.add(n);
                    }
                });
                assertThat(concerned).as("seed %d, step %d", seed, step).isEqualTo(least);
            }
            services.forEach((name, service) -> assertThat(index.members(name))
                    .as("seed %d: %s", seed, name)
                    .containsExactlyInAnyOrderElementsOf(pods.values().stream()
                            .filter(pod -> service.matches(pod.labels()))
                            .collect(Collectors.toList())));
        }
        services.keySet().forEach(name -> index.service(name, null));
        pods.values().forEach(pod -> index.pod(pod, null));
        assertThat(index.isEmpty()).isTrue();
    }

    private static Map<String, String> labels(Random random) {
        var labels = new HashMap<String, String>();
        for (var key : List.of("app", "tier", "version")) {
            if (random.nextInt(3) > 0) {
                labels.put(key, Integer.toString(random.nextInt(2)));
            }
        }
        return labels;
    }

    private static PodRecord pod(String name, Map<String, String> labels, boolean ready) {
        return new PodRecord(
                "shop",
                name,
                "uid",
                labels,
                "node-a",
                "",
                "",
                List.of("10.244.0.1"),
                false,
                ready,
                0,
                false,
                List.of());
    }

    private static ServiceRecord service(String name, Map<String, String> selector) {
        return new ServiceRecord(
                new NamespacedName("shop", name),
                "uid",
                0,
                Map.of(),
                selector,
                List.of(),
                List.of(Family.IPV4),
                false,
                false,
                TrafficDistribution.NONE,
                false,
                false,
                false);
    }
}
