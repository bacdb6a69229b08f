package io.portico.runtime.slices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortEndpointsTest {
    private static final EnumSet<Family> BOTH = EnumSet.allOf(Family.class);

    @Test
    void both_families_of_the_port_of_that_name_and_protocol_are_taken() {
        var slices = List.of(
                slice("IPv4", "http", "TCP", 8080, entry("10.0.0.1", true, true, false)),
                slice("IPv6", "http", "TCP", 8081, entry("fd00::1", true, true, false)),
                slice("IPv4", "dns", "UDP", 53, entry("10.0.0.1", true, true, false)));
        assertThat(taken(slices, "http")).containsExactly("10.0.0.1:8080", "[fd00::1]:8081");
        assertThat(taken(slices, "dns")).isEmpty();
        assertThat(taken(slices, "")).isEmpty();
        assertThat(PortEndpoints.of(read(slices), EnumSet.of(Family.IPV6), Protocol.TCP, "http")
                        .all())
                .hasSize(1);
    }

    @Test
    void where_none_is_ready_those_that_serve_while_they_terminate_are_taken() {
        var ending = entry("10.0.0.1", false, true, true);
        var dead = entry("10.0.0.2", false, false, true);
        var unready = entry("10.0.0.3", false, false, false);
        assertThat(taken(List.of(slice("IPv4", "", "TCP", 80, ending, dead, unready)), ""))
                .containsExactly("10.0.0.1:80");
        var ready = entry("10.0.0.4", null, null, null);
        assertThat(taken(List.of(slice("IPv4", "", "TCP", 80, ending, dead, unready, ready)), ""))
                .containsExactly("10.0.0.4:80");
    }

    @Test
    void of_two_entries_of_one_address_and_port_the_one_that_does_not_terminate_counts_whole() {
        var old = slice("IPv4", "", "TCP", 80, entry("10.0.0.1", false, true, true));
        var starting = slice("IPv4", "", "TCP", 80, entry("10.0.0.1", false, false, false));
        var slices = new ArrayList<>(List.of(old, starting));
        for (var order = 0; order < 2; order++) {
            assertThat(taken(slices, "")).isEmpty();
            Collections.reverse(slices);
        }
    }

    @Test
    void what_holds_names_or_makes_no_sense_is_left_out_with_a_problem() {
        assertThat(SliceReader.read(slice("FQDN", "", "TCP", 80, entry("example.org", true, true, false)))
                        .facts())
                .isEmpty();
        var reading = SliceReader.read(slice(
                "IPv4", "", "TCP", 80, entry("fd00::1", true, true, false), entry("10.0.0.1", true, true, false)));
        assertThat(reading.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("fd00::1"));
        assertThat(reading.facts().orElseThrow().backends()).hasSize(1);
    }

    private static List<String> taken(List<EndpointSlice> slices, String port) {
        return PortEndpoints.of(read(slices), BOTH, Protocol.TCP, port).readyOrServing().stream()
                .map(Endpoint::toString)
                .toList();
    }

    private static List<SliceFacts> read(List<EndpointSlice> slices) {
        return slices.stream()
                .map(slice -> SliceReader.read(slice).facts().orElseThrow())
                .toList();
    }

    private static io.fabric8.kubernetes.api.model.discovery.v1.Endpoint entry(
            String address, @Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .build();
    }

    private static EndpointSlice slice(
            String type,
            String portName,
            String protocol,
            int port,
            io.fabric8.kubernetes.api.model.discovery.v1.Endpoint... endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web-1")
                .addToLabels(SliceReader.SERVICE_NAME, "web")
                .endMetadata()
                .withAddressType(type)
                .addNewPort()
                .withName(portName)
                .withProtocol(protocol)
                .withPort(port)
                .endPort()
                .withEndpoints(endpoints)
                .build();
    }
}
