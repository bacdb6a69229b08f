package io.portico.endpoints.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.portico.endpoints.model.PodRecord;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PodTableTest {
    @Test
    void whatever_is_done_to_it_it_holds_what_a_map_holds() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var table = new PodTable();
        var map = new HashMap<String, PodRecord>();
        for (var step = 0; step < 20_000; step++) {
            var name = "pod-" + random.nextInt(step < 10_000 ? 500 : 30);
            if (random.nextInt(5) < (step % 4000 < 2000 ? 4 : 1)) {
                var pod = pod(name, step);
                table.put(pod);
                map.put(name, pod);
            } else {
                table.remove(name);
                map.remove(name);
            }
            assertThat(table.size()).as("seed %d, step %d", seed, step).isEqualTo(map.size());
            assertThat(table.get(name)).as("seed %d, step %d", seed, step).isSameAs(map.get(name));
            if (step % 500 == 0) {
                assertThat(table.stream()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(map.values());
                map.forEach((key, pod) -> assertThat(table.get(key)).isSameAs(pod));
            }
        }
    }

    private static PodRecord pod(String name, int version) {
        return PodRecord.of(new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-" + version)
                .endMetadata()
                .build());
    }
}
