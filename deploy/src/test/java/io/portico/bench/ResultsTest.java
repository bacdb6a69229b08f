package io.portico.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How benchmarks sum up and print. */
class ResultsTest {
    @Test
    void a_percentile_is_the_nearest_rank() {
        var hundred = Percentiles.of(IntStream.rangeClosed(1, 100)
                .mapToObj(Duration::ofMillis)
                .toList()
                .reversed());
        assertThat(hundred.at(50)).isEqualTo(Duration.ofMillis(50));
        assertThat(hundred.at(99)).isEqualTo(Duration.ofMillis(99));
        assertThat(hundred.at(100)).isEqualTo(Duration.ofMillis(100));
        assertThat(Percentiles.of(List.of(Duration.ofMillis(7))).at(1)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void nothing_measured_has_no_percentile() {
        assertThatThrownBy(() -> Percentiles.of(List.of())).hasMessageContaining("nothing was measured");
    }

    @Test
    void the_table_is_aligned_and_the_ratios_stand_in_one_line() {
        assertThat(new Table("program", "cold", "RSS")
                        .row("ours", "1.5 s", "80 MB")
                        .row("theirs", "12 s", "9 MB"))
                .hasToString("""
                        program   cold    RSS
                        ours     1.5 s  80 MB
                        theirs    12 s   9 MB
                        """);
        assertThat(new Ratios().add("cold", 1, 3).add("rss", 90, 60)).hasToString("ratio cold=0.33 rss=1.50");
    }

    @Test
    void the_machine_is_described_in_one_line() {
        assertThat(Machine.description())
                .contains("cores", "GiB", "Linux", "JDK 25")
                .doesNotContain("?");
    }
}
