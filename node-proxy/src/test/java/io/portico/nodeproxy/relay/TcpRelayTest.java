package io.portico.nodeproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.runtime.net.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
    private final RelayAtWork relay = new RelayAtWork(Protocol.TCP, RelayAtWork.SETTINGS);

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void all_endpoints_get_clients() throws IOException {
        try (var one = TcpServer.named("one");
                var two = TcpServer.named("two")) {
            relay.to(one.endpoint(), two.endpoint());
            Set<String> answers = new HashSet<>();
            await().ignoreExceptions().until(() -> {
                answers.add(ask("127.0.0.1"));
                return answers.size() == 2;
            });
            assertThat(answers).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void each_family_has_its_own_endpoints_and_one_without_is_refused() throws IOException {
        try (var four = TcpServer.named("127.0.0.1", "four");
                var six = TcpServer.named("::1", "six")) {
            relay.to(four.endpoint(), six.endpoint());
            assertThat(answer("127.0.0.1")).isEqualTo("four");
            assertThat(answer("::1")).isEqualTo("six");

            relay.to(six.endpoint());
            await().untilAsserted(
                            () -> assertThatThrownBy(() -> ask("127.0.0.1")).isInstanceOf(ConnectException.class));
            assertThat(answer("::1")).isEqualTo("six");
        }
    }

    @Test
    void an_endpoint_that_does_not_accept_is_passed_over() throws IOException {
        try (var alive = TcpServer.named("alive")) {
            relay.to(
                    alive.endpoint(),
                    RelayAtWork.endpoint("127.0.0.1", RelayAtWork.freePort()),
                    RelayAtWork.endpoint("127.0.0.1", RelayAtWork.freePort()));
            assertThat(answer("127.0.0.1")).isEqualTo("alive");
            for (var i = 0; i < 20; i++) {
                assertThat(ask("127.0.0.1")).isEqualTo("alive");
            }
            assertThat(relay.counted("connect_failures")).isPositive();
            assertThat(relay.counted("unanswered")).isZero();
        }
    }

    @Test
    void a_client_is_reset_when_no_endpoint_accepts() {
        relay.to(RelayAtWork.endpoint("127.0.0.1", RelayAtWork.freePort()));
        await().untilAsserted(() -> assertThatThrownBy(() -> ask("127.0.0.1")).hasMessageContaining("reset"));
        assertThat(relay.counted("unanswered")).isPositive();
    }

    @Test
    void without_endpoints_the_port_is_closed_and_connections_go_on() throws IOException {
        try (var server = TcpServer.named("one")) {
            relay.to(server.endpoint());
            assertThat(answer("127.0.0.1")).isEqualTo("one");
            try (var before = relay.connect("127.0.0.1")) {
                assertThat(line(before)).isEqualTo("one");
                relay.to();
                await().untilAsserted(
                                () -> assertThatThrownBy(() -> ask("127.0.0.1")).isInstanceOf(ConnectException.class));
                before.getOutputStream().write('x');
                before.shutdownOutput();
                assertThat(before.getInputStream().read()).isEqualTo(-1);
            }
            relay.to(server.endpoint());
            assertThat(answer("127.0.0.1")).isEqualTo("one");
        }
    }

    @Test
    void a_client_with_affinity_comes_back_by_any_address_and_moves_on_when_its_endpoint_does_not_accept()
            throws IOException {
        var servers = new TcpServer[] {TcpServer.named("0"), TcpServer.named("1"), TcpServer.named("2")};
        relay.to(60, servers[0].endpoint(), servers[1].endpoint(), servers[2].endpoint());
        var mine = answer("127.0.0.1");
        for (var i = 0; i < 10; i++) {
            assertThat(ask("127.0.0.1")).isEqualTo(mine);
        }
        for (var i = 0; i < 10; i++) {
            assertThat(ask("127.0.0.2")).isEqualTo(mine);
        }
        servers[Integer.parseInt(mine)].close();
        var next = answer("127.0.0.1");
        assertThat(next).isNotEqualTo(mine);
        for (var i = 0; i < 10; i++) {
            assertThat(ask("127.0.0.1")).isEqualTo(next);
        }
        for (var server : servers) {
            server.close();
        }
    }

    @Test
    void connections_beyond_the_most_are_reset_and_counted() throws IOException {
        var few = new RelaySettings(Duration.ofSeconds(2), 2, Duration.ofSeconds(30), 1, Duration.ofSeconds(1));
        relay.restart(few);
        try (var server = TcpServer.named("one")) {
            relay.to(server.endpoint());
            await().ignoreExceptions().untilAsserted(() -> {
                try (var probe = relay.connect("127.0.0.1")) {
                    assertThat(line(probe)).isEqualTo("one");
                }
            });
            await().until(() -> relay.now("connections") == 0);
            try (var first = relay.connect("127.0.0.1");
                    var second = relay.connect("127.0.0.1")) {
                assertThat(line(first)).isEqualTo("one");
                assertThat(line(second)).isEqualTo("one");
                assertThatThrownBy(() -> ask("127.0.0.1")).isInstanceOf(SocketException.class);
                assertThat(relay.counted("connections_refused")).isEqualTo(1);
                assertThat(relay.now("connections")).isEqualTo(2);
            }
            await().until(() -> relay.now("connections") == 0);
            assertThat(ask("127.0.0.1")).isEqualTo("one");
        }
    }

    @Test
    void a_port_that_is_taken_is_said_on_the_service_and_bound_once_it_is_free() throws IOException {
        try (var server = TcpServer.named("one")) {
            try (var _ = new ServerSocket(relay.nodePort, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                relay.to(server.endpoint());
                await().until(() -> !relay.problems.isEmpty());
                assertThat(relay.problems.getFirst().about()).isEqualTo(RelayAtWork.WEB);
                assertThat(relay.problems.getFirst().reason()).isEqualTo("FailedToBindNodePort");
                assertThat(relay.problems.getFirst().message())
                        .contains("node port " + relay.nodePort, "127.0.0.1:" + relay.nodePort + "/tcp", "in use");
                assertThat(answer("127.0.0.2")).isEqualTo("one");
                assertThat(relay.relay().notes()).contains("not bound: 127.0.0.1:" + relay.nodePort + "/tcp: ");
            }
            assertThat(answer("127.0.0.1")).isEqualTo("one");
            assertThat(relay.relay().notes()).doesNotContain("not bound");
        }
    }

    @Test
    void a_restart_binds_the_port_at_once_though_old_connections_linger() throws IOException {
        try (var server = TcpServer.named("one")) {
            relay.to(server.endpoint());
            for (var i = 0; i < 5; i++) {
                assertThat(answer("127.0.0.1")).isEqualTo("one");
            }
            relay.restart(RelayAtWork.SETTINGS);
            relay.to(server.endpoint());
            assertThat(answer("127.0.0.1")).isEqualTo("one");
            assertThat(relay.problems).isEmpty();
        }
    }

    @Test
    void what_is_stopped_lets_connections_end_and_resets_those_that_do_not() throws IOException {
        var hasty = new RelaySettings(Duration.ofSeconds(2), 10, Duration.ofSeconds(30), 1, Duration.ofMillis(100));
        relay.restart(hasty);
        try (var server = TcpServer.named("one")) {
            relay.to(server.endpoint());
            assertThat(answer("127.0.0.1")).isEqualTo("one");
            try (var lasting = relay.connect("127.0.0.1")) {
                assertThat(line(lasting)).isEqualTo("one");
                relay.restart(RelayAtWork.SETTINGS);
                assertThatThrownBy(() -> lasting.getInputStream().read()).hasMessageContaining("reset");
            }
        }
    }

    /** Once somebody listens: the first line that is sent. */
    private String answer(String address) {
        return await().ignoreException(ConnectException.class).until(() -> ask(address), answer -> true);
    }

    private String ask(String address) throws IOException {
        try (var socket = relay.connect(address)) {
            return line(socket);
        }
    }

    private static String line(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
