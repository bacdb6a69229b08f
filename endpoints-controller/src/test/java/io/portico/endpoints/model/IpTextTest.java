package io.portico.endpoints.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.000.002.010, 192.0.2.10",
        "0.0.0.0, 0.0.0.0",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "1:0:0:0:0:0:0:0, 1::",
        "::ffff:192.0.2.1, 192.0.2.1"
    })
    void an_address_has_one_text(String text, String canonical) {
        assertThat(IpText.canonical(text)).contains(canonical);
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
    void what_is_no_address_has_none(String text) {
        assertThat(IpText.canonical(text)).isEmpty();
    }
}
