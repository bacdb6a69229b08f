package io.portico.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "'','',0",
        "a,'',1",
        "'',ab,2",
        "port,prot,1",
        "port,sport,1",
        "port,pot,1",
        "kitten,sitting,3",
        "ca,abc,3"
    })
    void distance_counts_letters_put_in_left_out_replaced_and_swapped(String one, String other, int distance) {
        assertThat(Nearest.distance(one, other)).isEqualTo(distance);
        assertThat(Nearest.distance(other, one)).isEqualTo(distance);
    }

    @Test
    void the_nearest_name_is_proposed_and_none_that_is_far() {
        var names = List.of("PORTICO_INGRESS_HTTP_PORT", "PORTICO_INGRESS_HTTPS_PORT", "PORTICO_NAMESPACE");
        assertThat(Nearest.to("PORTICO_INGRESS_HTPS_PORT", names)).contains("PORTICO_INGRESS_HTTPS_PORT");
        assertThat(Nearest.to("PORTICO_NAMSEPACE", names)).contains("PORTICO_NAMESPACE");
        assertThat(Nearest.to("PORTICO_X", names)).isEmpty();
        assertThat(Nearest.to("x", List.of())).isEmpty();
    }
}
