package io.portico.endpoints.model.subsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.ServiceRecord.ServicePort;
import io.portico.endpoints.model.ServiceRecord.TargetPort;
import io.portico.endpoints.model.Stamp;
import io.portico.endpoints.model.TrafficDistribution;
import io.portico.runtime.net.Family;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Endpoints at scale; single behaviours are in the golden files. */
class EndpointsPlanTest {
    private static final ServiceRecord SERVICE = new ServiceRecord(
            new NamespacedName("shop", "web"),
            "uid-now",
            0,
            Map.of(),
            Map.of("app", "web"),
            List.of(new ServicePort("http", "TCP", "", new TargetPort.ByNumber(8080))),
            List.of(Family.IPV4),
            false,
            false,
            TrafficDistribution.NONE,
            false,
            false,
            false);
    private static final Stamp STAMP = new Stamp(ManagedBy.OURS, "");

    @Test
    void of_more_than_a_thousand_addresses_the_first_by_their_text_stay_and_an_annotation_says_so() {
        var created = plan(1100, null);
        assertThat(created.metadata().getAnnotations())
                .containsEntry("endpoints.kubernetes.io/over-capacity", "truncated");
        assertThat(created.subsets())
                .singleElement()
                .satisfies(subset -> assertThat(subset.ready())
                        .hasSize(1000)
                        .extracting(SubsetAddress::ip)
                        .isSorted()
                        .startsWith("10.244.0.1", "10.244.0.10", "10.244.0.100")
                        .doesNotContain("10.244.4.99"));
        assertThat(EndpointsPlan.of(SERVICE, pods(1100), created, STAMP)).isEqualTo(new EndpointsPlan.Keep());
    }

    @Test
    void with_a_thousand_again_the_annotation_goes() {
        var now = plan(1000, plan(1001, null));
        assertThat(now.metadata().getAnnotations()).isEmpty();
        assertThat(now.subsets().getFirst().ready()).hasSize(1000);
    }

    private static EndpointsRecord plan(int pods, EndpointsRecord existing) {
        return switch (EndpointsPlan.of(SERVICE, pods(pods), existing, STAMP)) {
            case EndpointsPlan.Create(var endpoints) -> endpoints;
            case EndpointsPlan.Update(var endpoints) -> endpoints;
            case EndpointsPlan other -> throw new AssertionError(other);
        };
    }

    private static List<PodRecord> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PodRecord(
                        "shop",
                        "web-" + i,
                        "uid-" + i,
                        Map.of("app", "web"),
                        "node-a",
                        "",
                        "",
                        List.of("10.244." + i / 250 + "." + (i % 250 + 1)),
                        false,
                        true,
                        0,
                        false,
                        List.of()))
                .toList();
    }
}
