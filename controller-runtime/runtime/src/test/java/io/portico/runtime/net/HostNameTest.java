package io.portico.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    private static final String LABEL = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "shop.example.com", "*.example.com", "1.example", "xn--mnchen-3ya.example", "a-b.c"
            })
    void a_dns_name_or_a_wildcard_has_no_fault(String host) {
        assertThat(HostName.faultOf(host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.*.example | * may stand only for the whole first label",
                "a*.example | * may stand only for the whole first label",
                "under_score.example | its label \"under_score\" is not made of",
                "-a.example | its label \"-a\" is not made of",
                "a..example | its label \"\" is not made of",
                "a.example. | its label \"\" is not made of",
                "10.0.0.300 | it ends in a number",
                "*.1 | it ends in a number",
            })
    void what_is_none_is_told_why(String host, String fault) {
        assertThat(HostName.faultOf(host))
                .hasValueSatisfying(said -> assertThat(said).startsWith(fault));
    }

    @Test
    void labels_and_names_have_a_longest_length() {
        assertThat(HostName.faultOf(LABEL + ".example")).isEmpty();
        assertThat(HostName.faultOf("a" + LABEL + ".example"))
                .hasValueSatisfying(said -> assertThat(said).endsWith("is longer than 63 characters"));
        var longest = String.join(".", LABEL, LABEL, LABEL, "a".repeat(61));
        assertThat(HostName.faultOf(longest)).isEmpty();
        assertThat(HostName.faultOf(longest + "a")).contains("it is longer than 253 characters");
    }

    @Test
    void api_objects_and_requests_are_spelled_alike() {
        assertThat(HostName.spelled("*.Shop.Example"))
                .isEqualTo("*.shop.example")
                .isEqualTo(HostName.wildcardOf(Objects.requireNonNull(HostName.canonical("A.Shop.Example.:443"))));
    }
}
