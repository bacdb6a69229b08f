package io.portico.nodeproxy.sysctl;

import static io.portico.nodeproxy.sysctl.ConntrackSettingsTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On a made-up {@code /proc/sys}: some of its settings can be written on the first network namespace alone. */
class SysctlsCommandTest {
    private static final ConntrackSettings WANTED = settings(32768, 131072, "PT24H", "PT1H");

    @TempDir
    private Path proc;

    private KernelSettings kernel;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void kernelAsItStarts() throws IOException {
        var online = Files.writeString(proc.resolve("online"), "0-3,6-7\n");
        kernel = new KernelSettings(proc, online);
        Files.createDirectories(proc.resolve("net/netfilter"));
        set("max", 65536);
        set("buckets", 16384);
        set("tcp_timeout_established", 432000);
        set("tcp_timeout_close_wait", 60);
        set("udp_timeout", 30);
    }

    @Test
    void it_sets_what_is_wanted_says_so_and_then_nothing_differs() throws IOException {
        assertThat(kernel.differences(WANTED.sysctls(kernel.cpus())))
                .containsExactly(
                        "net.netfilter.nf_conntrack_max is 65536, less than 196608",
                        "net.netfilter.nf_conntrack_buckets is 16384, less than 49152",
                        "net.netfilter.nf_conntrack_tcp_timeout_established is 432000, not 86400",
                        "net.netfilter.nf_conntrack_tcp_timeout_close_wait is 60, not 3600");
        assertThat(run()).isZero();
        assertThat(out.toString())
                .contains("net.netfilter.nf_conntrack_max = 196608 (was 65536)\n")
                .contains("net.netfilter.nf_conntrack_tcp_timeout_close_wait = 3600 (was 60)\n");
        assertThat(err.toString()).isEmpty();
        assertThat(get("max")).isEqualTo("196608");
        assertThat(get("tcp_timeout_established")).isEqualTo("86400");
        assertThat(get("udp_timeout")).isEqualTo("30");
        assertThat(kernel.differences(WANTED.sysctls(kernel.cpus()))).isEmpty();
    }

    @Test
    void who_follows_more_connections_goes_on_to() throws IOException {
        set("max", 1_000_000);
        set("buckets", 1_000_000);
        assertThat(run()).isZero();
        assertThat(get("max")).isEqualTo("1000000");
        assertThat(get("buckets")).isEqualTo("1000000");
        assertThat(out.toString()).contains("net.netfilter.nf_conntrack_max is as wanted\n");
    }

    @Test
    void what_cannot_be_written_is_said_and_the_rest_is_set() throws IOException {
        // Not even root can write to it.
        Files.delete(file("max"));
        Files.createDirectory(file("max"));
        Files.delete(file("tcp_timeout_established"));
        assertThat(run()).isZero();
        assertThat(err.toString()).contains("nf_conntrack_max").contains("nf_conntrack_tcp_timeout_established");
        assertThat(get("tcp_timeout_close_wait")).isEqualTo("3600");
        assertThat(kernel.differences(WANTED.sysctls(kernel.cpus())))
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("cannot be read"));
    }

    @Test
    void it_prints_what_it_would_set_and_sets_nothing() throws IOException {
        assertThat(run("--print")).isZero();
        assertThat(out.toString().lines())
                .contains("net.netfilter.nf_conntrack_max = 196608")
                .hasSize(4);
        assertThat(get("max")).isEqualTo("65536");
    }

    @Test
    void the_proxy_tells_of_differences_for_as_long_as_there_are_any() {
        var told = new ArrayList<String>();
        var registry = new SimpleMeterRegistry();
        try (var check = new SysctlCheck(kernel, WANTED, registry, told::add)) {
            check.start(Duration.ofDays(1));
            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("nf_conntrack_tcp_timeout_close_wait is 60, not 3600;");
            assertThat(check.differences()).hasSize(4);
            assertThat(differing(registry)).isEqualTo(4);
            assertThat(run()).isZero();
            check.compare();
            assertThat(told).hasSize(1);
            assertThat(check.differences()).isEmpty();
            assertThat(differing(registry)).isZero();
        }
    }

    @Test
    void a_kernel_that_follows_no_connections_yet_differs_in_nothing() throws IOException {
        for (var name : List.of("max", "buckets", "tcp_timeout_established", "tcp_timeout_close_wait", "udp_timeout")) {
            Files.delete(file(name));
        }
        assertThat(kernel.differences(WANTED.sysctls(2))).isEmpty();
    }

    @Test
    @Requires(Requires.Need.NFT)
    void the_kernel_is_asked_to_follow_connections_without_a_rule_of_ours_staying() throws IOException {
        Files.delete(file("max"));
        assertThat(run()).isZero();
        assertThat(Commands.run(List.of("nft", "list", "tables"))).doesNotContain("portico-probe");
    }

    /** Where a number is read at once or not at all. */
    @Test
    @Requires(Requires.Need.OWN_NETWORK)
    void the_kernel_s_own_files_are_read_and_written_whole() {
        var name = "net.netfilter.nf_conntrack_tcp_timeout_close_wait";
        Commands.run(List.of("sysctl", "-qw", name + "=7200"));
        kernel = KernelSettings.HERE;
        assertThat(kernel.differences(WANTED.sysctls(1))).contains(name + " is 7200, not 3600");
        assertThat(run()).isZero();
        assertThat(out.toString()).contains(name + " = 3600 (was 7200)");
        assertThat(Commands.run(List.of("sysctl", "-n", name)).strip()).isEqualTo("3600");
        assertThat(kernel.differences(WANTED.sysctls(1))).noneMatch(sentence -> sentence.contains("timeout"));
    }

    @Test
    void cpus_are_counted_in_ranges() {
        assertThat(KernelSettings.count("0")).isEqualTo(1);
        assertThat(KernelSettings.count("0-3,6,8-9")).isEqualTo(7);
        assertThat(new KernelSettings(proc, proc.resolve("nowhere")).cpus()).isPositive();
    }

    private int run(String... arguments) {
        var commands = new CommandRunner(List.of(), Duration.ofSeconds(20));
        return new CommandLine(new SysctlsCommand(() -> WANTED, kernel, commands).spec())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static double differing(SimpleMeterRegistry registry) {
        return registry.get("portico_node_proxy_kernel_settings_differing")
                .gauge()
                .value();
    }

    private Path file(String name) {
        return proc.resolve("net/netfilter/nf_conntrack_" + name);
    }

    private void set(String name, int value) throws IOException {
        Files.writeString(file(name), value + "\n");
    }

    private String get(String name) throws IOException {
        return Files.readString(file(name)).strip();
    }
}
