package io.portico.endpoints.model.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedPortsTest {
    @Test
    void single_ports_and_ranges_with_both_their_ends_are_guarded() {
        var ports = GuardedPorts.parse("setting", "22, 2379-2380,65535");
        assertThat(ports).hasToString("22,2379-2380,65535");
        for (var port : new int[] {22, 2379, 2380, 65535}) {
            assertThat(ports.contain(port)).as("%d", port).isTrue();
        }
        for (var port : new int[] {21, 23, 2378, 2381, 65534}) {
            assertThat(ports.contain(port)).as("%d", port).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ssh", "0", "65536", "22,,23", "23-22", "1-2-3", "-5", "99999999999"})
    void what_is_no_port_is_refused_with_what_to_write_instead(String text) {
        assertThatThrownBy(() -> LoadBalancerChoices.of(false, text, LoadBalancerChoices.NODE_PORTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("portico.endpoints.load-balancer.guarded-ports is \"" + text
                        + "\"; write ports and ranges of ports, such as 22,2379-2380");
    }
}
