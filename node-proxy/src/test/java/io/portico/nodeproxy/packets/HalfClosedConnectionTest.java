package io.portico.nodeproxy.packets;

import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;
import static io.portico.nodeproxy.cases.CaseWorlds.web;
import static io.portico.nodeproxy.packets.Places.NODE_B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.nodeproxy.Main;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that has said all and waits for its answer: its end of the connection is closed, the other is open. */
@Requires(Requires.Need.NFT)
class HalfClosedConnectionTest {
    private static final String CLOSE_WAIT = "net.netfilter.nf_conntrack_tcp_timeout_close_wait";
    private static final int SHORT_SECONDS = 1;
    private static final int KERNEL_S_OWN_SECONDS = 60;
    private static final Pattern HALF_CLOSED = Pattern.compile("tcp +6 (\\d+) CLOSE_WAIT .*dport=30045 ");

    private final TestCluster cluster = TestCluster.empty();

    @AfterEach
    void asTheKernelHasIt() {
        var _ = cluster.onNode("node-b", "sysctl", "-qw", CLOSE_WAIT + "=" + KERNEL_S_OWN_SECONDS);
    }

    @Test
    void a_client_that_half_closes_gets_its_answer_after_the_kernel_s_own_time() throws Exception {
        // The kernel's own minute is too long to wait for.
        var _ = cluster.onNode("node-b", "sysctl", "-qw", CLOSE_WAIT + "=" + SHORT_SECONDS);
        assertThat(setSysctls()).contains(CLOSE_WAIT + " = 3600 (was " + SHORT_SECONDS + ")");
        assertThat(cluster.onNode("node-b", "sysctl", "-n", CLOSE_WAIT).strip()).isEqualTo("3600");
        assertThat(cluster.onNode("node-b", "sysctl", "-n", "net.netfilter.nf_conntrack_tcp_timeout_established")
                        .strip())
                .isEqualTo("86400");

        try (var server = new ServerSocket(0, 1, InetAddress.getByName(ClusterNetwork.CONTROL_PLANE))) {
            cluster.apply(world().with(web())
                    .with(slice(
                            "web-4",
                            "web",
                            List.of("web:" + server.getLocalPort() + "/TCP"),
                            ClusterNetwork.CONTROL_PLANE)));
            try (var client = new Socket(NODE_B, 30045);
                    var served = server.accept()) {
                client.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
                send(client, "question");
                client.shutdownOutput();
                assertThat(all(served)).isEqualTo("question");
                await().untilAsserted(() -> assertThat(secondsLeft()).isGreaterThan(KERNEL_S_OWN_SECONDS));
                // Longer than it was remembered for before.
                Thread.sleep(Duration.ofSeconds(SHORT_SECONDS + 1));
                send(served, "answer");
                served.shutdownOutput();
                assertThat(all(client)).isEqualTo("answer");
            }
        }
    }

    /** As the init container does, in the node's network. */
    private String setSysctls() {
        return cluster.onNode(
                "node-b",
                "env",
                "PORTICO_NODE_NAME=node-b",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sysctls");
    }

    private int secondsLeft() {
        var entries = cluster.onNode("node-b", "conntrack", "-L", "-p", "tcp");
        var entry = HALF_CLOSED.matcher(entries);
        assertThat(entry.find()).as(entries).isTrue();
        return Integer.parseInt(entry.group(1));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
