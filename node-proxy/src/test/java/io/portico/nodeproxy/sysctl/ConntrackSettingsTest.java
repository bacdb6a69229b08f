package io.portico.nodeproxy.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConntrackSettingsTest {
    @Test
    void upstream_s_defaults_become_upstream_s_settings() {
        assertThat(settings(32768, 131072, "PT24H", "PT1H").sysctls(8))
                .extracting(Sysctl::toString)
                .containsExactly(
                        "net.netfilter.nf_conntrack_max = 262144",
                        "net.netfilter.nf_conntrack_buckets = 65536",
                        "net.netfilter.nf_conntrack_tcp_timeout_established = 86400",
                        "net.netfilter.nf_conntrack_tcp_timeout_close_wait = 3600");
    }

    @Test
    void a_small_machine_follows_the_least_and_a_large_one_no_more_than_a_million() {
        assertThat(max(settings(32768, 131072, "PT0S", "PT0S"), 1)).isEqualTo(131072);
        assertThat(max(settings(32768, 131072, "PT0S", "PT0S"), 256)).isEqualTo(1 << 20);
        assertThat(max(settings(1 << 20, 0, "PT0S", "PT0S"), 1 << 20)).isEqualTo(1 << 20);
        assertThat(max(settings(32768, 3_000_000, "PT0S", "PT0S"), 256)).isEqualTo(3_000_000);
    }

    @Test
    void zeros_leave_the_kernel_s_own() {
        assertThat(settings(0, 131072, "PT0S", "PT0S").sysctls(8)).isEmpty();
    }

    @Test
    void what_is_asked_for_besides_is_set_exactly() {
        var all = new ConntrackSettings(
                0, 0, Duration.ZERO, Duration.ZERO, true, Duration.ofSeconds(30), Duration.ofMinutes(3));
        assertThat(all.sysctls(2))
                .extracting(Sysctl::toString)
                .containsExactly(
                        "net.netfilter.nf_conntrack_tcp_be_liberal = 1",
                        "net.netfilter.nf_conntrack_udp_timeout = 30",
                        "net.netfilter.nf_conntrack_udp_timeout_stream = 180");
        assertThat(all.sysctls(2)).noneMatch(sysctl -> sysctl.isMetBy(sysctl.value() + 1));
    }

    @Test
    void what_cannot_be_is_refused_by_its_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(-1, 0, "PT0S", "PT0S"))
                .withMessageStartingWith("max-per-core is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(0, -2, "PT0S", "PT0S"))
                .withMessageStartingWith("min is -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(0, 0, "PT0.5S", "PT0S"))
                .withMessageStartingWith("tcp-established-timeout is 500 ms; write whole seconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(0, 0, "PT0S", "PT-1S"))
                .withMessageStartingWith("tcp-close-wait-timeout is -1000 ms");
    }

    private static long max(ConntrackSettings settings, int cpus) {
        return settings.sysctls(cpus).getFirst().value();
    }

    static ConntrackSettings settings(int maxPerCore, int min, String established, String closeWait) {
        return new ConntrackSettings(
                maxPerCore,
                min,
                Duration.parse(established),
                Duration.parse(closeWait),
                false,
                Duration.ZERO,
                Duration.ZERO);
    }
}
