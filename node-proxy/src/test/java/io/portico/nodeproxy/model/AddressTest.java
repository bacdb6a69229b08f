package io.portico.nodeproxy.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.nft.Family;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "FD00:0:0:0::1, fd00::1",
        "fd00:0:1:0:0:0:0:1, fd00:0:1::1",
        "::, ::",
        "::1, ::1",
        "fd00::, fd00::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:2:3:4:5:6:0:8, 1:2:3:4:5:6:0:8"
    })
    void an_address_has_one_form(String literal, String canonical) {
        assertThat(Address.parse(literal)).hasValueSatisfying(address -> {
            assertThat(address.text()).isEqualTo(canonical);
            assertThat(address.family()).isEqualTo(canonical.contains(":") ? Family.IP6 : Family.IP);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1",
                "1",
                "010.0.0.1",
                "10.0.0.256",
                "example.org",
                "::ffff:10.0.0.1",
                "fe80::1%eth0",
                "10.0.0.1; x"
            })
    void what_is_no_address_is_none(String literal) {
        assertThat(Address.parse(literal)).isEmpty();
    }

    @Test
    void ranges_are_cut_to_their_prefix_and_nested_ones_are_left_out() {
        var ranges =
                List.of("10.1.2.3/8", "10.9.0.0/16", "192.0.2.1/32", "fd00::1/64", "fd00::/64", "fd00::2/128").stream()
                        .map(Cidr::parse)
                        .map(Optional::orElseThrow)
                        .toList();
        assertThat(Cidr.withoutNested(ranges))
                .map(Cidr::toString)
                .containsExactly("10.0.0.0/8", "192.0.2.1/32", "fd00::/64");
        assertThat(List.of("10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "x/8", "/8", "fd00::/129"))
                .allSatisfy(text -> assertThat(Cidr.parse(text)).isEmpty());
        assertThat(Cidr.parse("10.0.0.1/0")).hasToString("Optional[0.0.0.0/0]");
    }
}
