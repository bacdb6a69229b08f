package io.portico.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
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
            assertThat(address.family()).isEqualTo(canonical.contains(":") ? Family.IPV6 : Family.IPV4);
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
                "10.0.0.1; x",
                "10.0.0.1.",
                "10.0.0.+1",
                "1::2::3",
                "[::1]"
            })
    void what_is_no_address_is_none(String literal) {
        assertThat(Address.parse(literal)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.000.002.010, 192.0.2.10",
        "0.0.0.0, 0.0.0.0",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "fe80::, fe80::",
        "1:0:0:0:0:0:0:0, 1::",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void what_pods_and_endpoints_have_is_read_as_upstream_reads_it(String literal, String canonical) {
        assertThat(Address.parseSloppy(literal).map(Address::text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2",
                "192.0.2.1.1",
                "192.0.2.",
                "192.0.2.256",
                "192.0.2.x",
                "-1.0.0.0",
                "::g",
                "1::2::3",
                "[::1]",
                "fe80::1%eth0",
                "db.example.org",
                "99999999999.0.0.1"
            })
    void what_upstream_reads_as_no_address_is_none_and_stays_as_it_is(String literal) {
        assertThat(Address.parseSloppy(literal)).isEmpty();
        assertThat(Address.canonical(literal)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void any_address_is_read_back_from_its_text_and_its_bytes(long seed) {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++) {
            var bits = new long[] {random.nextLong(), random.nextLong()};
            // Zero groups are what the text is about.
            for (var group = 0; group < 8; group++) {
                bits[group / 4] &= random.nextBoolean() ? -1L : ~(0xffffL << (16 * (group % 4)));
            }
            var address = random.nextBoolean()
                    ? new Address(Family.IPV4, 0, random.nextLong(1L << 32))
                    : new Address(Family.IPV6, bits[0] | (1L << 60), bits[1]);
            assertThat(Address.parse(address.text())).contains(address);
            assertThat(Address.of(address.inetAddress())).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "127.0.0.1",
                "127.255.0.1",
                "128.0.0.1",
                "::1",
                "::2",
                "169.254.1.1",
                "169.255.0.0",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "224.0.0.1",
                "224.0.1.0",
                "ff02::1",
                "ff12::1",
                "ff03::1",
                "10.0.0.1",
                "fd00::1"
            })
    void its_kind_is_what_java_says(String literal) {
        var address = Address.parse(literal).orElseThrow();
        var java = address.inetAddress();
        assertThat(address.isUnspecified()).isEqualTo(java.isAnyLocalAddress());
        assertThat(address.isLoopback()).isEqualTo(java.isLoopbackAddress());
        assertThat(address.isLinkLocal()).isEqualTo(java.isLinkLocalAddress());
        assertThat(address.isLinkLocalMulticast()).isEqualTo(java.isMCLinkLocal());
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
