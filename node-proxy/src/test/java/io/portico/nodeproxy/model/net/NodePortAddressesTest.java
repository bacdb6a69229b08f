package io.portico.nodeproxy.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePortAddressesTest {
    private static final Set<Address> LOCAL =
            Set.of(address("127.0.0.1"), address("192.0.2.5"), address("198.51.100.5"), address("2001:db8::5"));

    @Test
    void without_a_setting_all_addresses_take_node_ports() {
        assertThat(NodePortAddresses.parse(List.of()).all()).isTrue();
        assertThat(among()).isEqualTo(LOCAL);
    }

    @Test
    void a_range_is_for_its_own_family_and_leaves_the_other_alone() {
        assertThat(among("192.0.2.0/24")).containsExactlyInAnyOrder(address("192.0.2.5"), address("2001:db8::5"));
        assertThat(among("192.0.2.0/24", "2001:db8:1::/64")).containsExactly(address("192.0.2.5"));
    }

    @Test
    void a_range_of_everything_is_everything() {
        assertThat(NodePortAddresses.parse(List.of("0.0.0.0/0", "::/0")).all()).isTrue();
        assertThat(NodePortAddresses.parse(List.of("0.0.0.0/0", "2001:db8::/64"))
                        .all())
                .isFalse();
    }

    @Test
    void primary_is_what_the_node_object_says_where_this_host_has_it() {
        var setting = NodePortAddresses.parse(List.of("primary"));
        var primary = Map.of(Family.IPV4, address("192.0.2.5"), Family.IPV6, address("2001:db8::99"));
        assertThat(setting.among(LOCAL, primary)).containsExactly(address("192.0.2.5"));
        assertThat(setting.all()).isFalse();
    }

    @Test
    void what_is_no_range_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> NodePortAddresses.parse(List.of("primary", "10.0.0.0/8")))
                .hasMessageContaining("\"primary\" is no range; write ranges such as 192.0.2.0/24");
    }

    private static Set<Address> among(String... setting) {
        return NodePortAddresses.parse(List.of(setting)).among(LOCAL, Map.of());
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}
