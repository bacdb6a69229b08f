package io.portico.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Requires(Need.KUBE_API)
class ControlPlaneTest {
    @Test
    void many_objects_are_created_and_their_writes_counted() {
        try (var plane = ControlPlane.start("127.0.0.1")) {
            var numbers = IntStream.range(0, 100).boxed().toList();
            var before = plane.writes("configmaps");
            plane.forEach(numbers, number -> {
                var _ = plane.admin()
                        .resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withNamespace("default")
                                .withName("c" + number)
                                .endMetadata()
                                .build())
                        .create();
            });
            assertThat(plane.writes("configmaps") - before).isEqualTo(100);
            assertThat(plane.admin().configMaps().inNamespace("default").list().getItems())
                    .hasSizeGreaterThanOrEqualTo(100);
            assertThat(plane.writes("configmaps") - before)
                    .as("a read is no write")
                    .isEqualTo(100);

            assertThatThrownBy(() -> plane.forEach(numbers, number -> {
                        throw new IllegalStateException("no such thing: " + number);
                    }))
                    .hasMessageContaining("no such thing");
        }
    }
}
