package io.portico.endpoints.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneIpv4Test {
    @Test
    void a_compact_list_equals_the_list() {
        for (var ips : List.of(
                List.of("10.244.1.5"),
                List.of("0.0.0.0"),
                List.of("255.255.255.255"),
                List.of("fd00::5"),
                List.of("010.1.1.1"),
                List.of("1.2.3"),
                List.of("256.1.1.1"),
                List.of("nonsense"),
                List.of(""),
                List.<String>of(),
                List.of("10.244.1.5", "fd00::5"))) {
            var compact = OneIpv4.compact(ips);
            assertThat(compact).isEqualTo(ips).hasSameHashCodeAs(ips);
            assertThat(ips).isEqualTo(compact);
            assertThat(OneIpv4.compact(ips)).isEqualTo(compact);
        }
        assertThat(OneIpv4.compact(List.of("10.0.0.1"))).isNotEqualTo(OneIpv4.compact(List.of("10.0.0.2")));
    }
}
