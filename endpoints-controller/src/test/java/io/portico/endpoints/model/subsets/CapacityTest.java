package io.portico.endpoints.model.subsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.TargetRef;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacityTest {
    @Test
    void a_thousand_addresses_fit() {
        var subsets = List.of(subset(80, 600, 100), subset(81, 200, 100));
        assertThat(Capacity.fit(subsets)).isSameAs(subsets);
    }

    @Test
    void of_more_the_ready_ones_come_first() {
        assertThat(sizes(Capacity.fit(List.of(subset(80, 900, 900))))).containsExactly(List.of(900, 100));
    }

    @Test
    void every_subset_keeps_its_share() {
        assertThat(sizes(Capacity.fit(List.of(subset(80, 1500, 0), subset(81, 500, 100)))))
                .containsExactly(List.of(750, 0), List.of(250, 0));
    }

    private static List<List<Integer>> sizes(List<Subset> subsets) {
        return subsets.stream()
                .map(subset -> List.of(subset.ready().size(), subset.notReady().size()))
                .toList();
    }

    private static Subset subset(int port, int ready, int notReady) {
        return new Subset(
                addresses(port, 0, ready),
                addresses(port, ready, notReady),
                List.of(new EndpointPort("", port, "TCP", "")));
    }

    private static List<SubsetAddress> addresses(int port, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new SubsetAddress("10." + port + "." + i / 250 + "." + i % 250, "", "", TargetRef.NONE))
                .toList();
    }
}
