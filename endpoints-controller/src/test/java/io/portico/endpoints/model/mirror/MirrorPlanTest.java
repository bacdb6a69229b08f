package io.portico.endpoints.model.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Mirroring at scale; single behaviours are in the golden files. */
class MirrorPlanTest {
    @Test
    void of_more_than_a_thousand_addresses_of_a_subset_the_ready_ones_are_mirrored_first() {
        var plan = plan(addresses("192.0.", 0, 600), addresses("198.51.", 0, 700));
        assertThat(plan.slices().create()).singleElement().satisfies(slice -> {
            assertThat(slice.endpoints()).hasSize(1000);
            assertThat(slice.endpoints().stream().filter(SliceEndpoint::ready)).hasSize(600);
        });
        assertThat(plan.skipped()).isEqualTo(300);
        assertThat(plan.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo("TooManyAddressesToMirror");
            assertThat(problem.about().kind()).isEqualTo("Endpoints");
            assertThat(problem.message()).contains("300 of the addresses");
        });
    }

    @Test
    void a_thousand_addresses_of_a_subset_fit_and_the_families_share_them() {
        var addresses = IntStream.range(0, 500)
                .mapToObj(i -> List.of("192.0.%d.%d".formatted(i / 250, i % 250 + 1), "2001:db8::" + (i + 1)))
                .flatMap(List::stream)
                .map(MirrorPlanTest::address)
                .toList();
        var plan = plan(addresses, List.of());
        assertThat(plan.slices().create())
                .hasSize(2)
                .allSatisfy(slice -> assertThat(slice.endpoints()).hasSize(500));
        assertThat(plan.problems()).isEmpty();
    }

    private static MirrorPlan plan(List<EndpointAddress> ready, List<EndpointAddress> notReady) {
        var service = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("db")
                .withUid("uid-service")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.96.0.10")
                .endSpec()
                .build();
        var endpoints = new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("db")
                .withUid("uid-endpoints")
                .endMetadata()
                .addNewSubset()
                .withAddresses(ready)
                .withNotReadyAddresses(notReady)
                .addNewPort()
                .withPort(5432)
                .endPort()
                .endSubset()
                .build();
        return MirrorPlan.of(ServiceRecord.of(service), EndpointsRecord.of(endpoints), List.of(), ManagedBy.OURS);
    }

    private static List<EndpointAddress> addresses(String prefix, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> address(prefix + i / 250 + "." + (i % 250 + 1)))
                .toList();
    }

    private static EndpointAddress address(String ip) {
        return new EndpointAddressBuilder().withIp(ip).build();
    }
}
