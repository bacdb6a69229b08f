package io.portico.nodeproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpRelayTest {
    private final RelayAtWork relay = new RelayAtWork(Protocol.UDP, RelayAtWork.SETTINGS);

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void a_client_keeps_its_endpoint_and_is_answered_from_the_address_that_it_asked() throws IOException {
        try (var one = new Answering("127.0.0.1", "one");
                var two = new Answering("127.0.0.1", "two");
                var client = new Client("127.0.0.2")) {
            relay.to(one.endpoint(), two.endpoint());
            var mine = client.answer();
            for (var i = 0; i < 20; i++) {
                assertThat(client.ask("again")).isEqualTo(mine);
            }
            assertThat(relay.now("udp_clients")).isEqualTo(1);
        }
    }

    @Test
    void both_families_are_relayed_and_large_datagrams_are_whole() throws IOException {
        try (var six = new Answering("::1", "six");
                var client = new Client("::1")) {
            relay.to(six.endpoint());
            assertThat(client.answer()).isEqualTo("six");
            assertThat(client.ask("x".repeat(9000))).isEqualTo("six");
            assertThat(six.longest.get()).isEqualTo(9000);
        }
    }

    @Test
    void an_idle_client_is_forgotten() throws IOException {
        relay.restart(new RelaySettings(Duration.ofSeconds(1), 10, Duration.ofMillis(300), 10, Duration.ofSeconds(1)));
        try (var one = new Answering("127.0.0.1", "one");
                var client = new Client("127.0.0.1")) {
            relay.to(one.endpoint());
            assertThat(client.answer()).isEqualTo("one");
            await().until(() -> relay.now("udp_clients") == 0);
            assertThat(client.ask("again")).isEqualTo("one");
        }
    }

    @Test
    void a_client_whose_endpoint_is_gone_gets_another() throws IOException {
        try (var one = new Answering("127.0.0.1", "one");
                var two = new Answering("127.0.0.1", "two");
                var client = new Client("127.0.0.1")) {
            relay.to(one.endpoint());
            assertThat(client.answer()).isEqualTo("one");
            relay.to(two.endpoint());
            await().ignoreExceptions().until(() -> client.ask("again").equals("two"));
            assertThat(relay.now("udp_clients")).isEqualTo(1);
        }
    }

    @Test
    void a_client_whose_endpoint_does_not_listen_gets_another() throws IOException {
        try (var one = new Answering("127.0.0.1", "one");
                var client = new Client("127.0.0.1")) {
            relay.to(one.endpoint(), RelayAtWork.endpoint("127.0.0.1", RelayAtWork.freePort()));
            await().ignoreExceptions().until(() -> client.ask("again").equals("one"));
            assertThat(client.ask("again")).isEqualTo("one");
        }
    }

    @Test
    void datagrams_of_clients_beyond_the_most_are_dropped_and_counted() throws IOException {
        relay.restart(new RelaySettings(Duration.ofSeconds(1), 10, Duration.ofSeconds(30), 1, Duration.ofSeconds(1)));
        try (var one = new Answering("127.0.0.1", "one");
                var client = new Client("127.0.0.1");
                var beyond = new Client("127.0.0.1")) {
            relay.to(one.endpoint());
            assertThat(client.answer()).isEqualTo("one");
            assertThatThrownBy(() -> beyond.ask("me too")).isInstanceOf(SocketTimeoutException.class);
            assertThat(relay.counted("udp_clients_refused")).isEqualTo(1);
            assertThat(client.ask("still")).isEqualTo("one");
        }
    }

    @Test
    void without_endpoints_the_port_is_closed_and_its_clients_are_forgotten() throws IOException {
        try (var one = new Answering("127.0.0.1", "one");
                var client = new Client("127.0.0.1")) {
            relay.to(one.endpoint());
            assertThat(client.answer()).isEqualTo("one");
            relay.to();
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> client.ask("there?")).isInstanceOf(PortUnreachableException.class));
            assertThat(relay.now("udp_clients")).isZero();
        }
    }

    /** Asks the node port, always from the same port. */
    private final class Client implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket();

        Client(String address) throws IOException {
            socket.setSoTimeout(500);
            // A connected socket takes answers from the address that it asked alone.
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), relay.nodePort));
        }

        /** Once somebody listens. */
        String answer() {
            return await().ignoreExceptions().until(() -> ask("first"), answer -> true);
        }

        String ask(String question) throws IOException {
            var bytes = question.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(bytes, bytes.length));
            var answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** An endpoint that answers its name. */
    private static final class Answering implements AutoCloseable {
        private final DatagramSocket socket;
        private final String address;
        private final AtomicInteger longest = new AtomicInteger();

        Answering(String address, String name) {
            this.address = address;
            try {
                socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(() -> answer(name.getBytes(StandardCharsets.US_ASCII)));
        }

        Endpoint endpoint() {
            return RelayAtWork.endpoint(address, socket.getLocalPort());
        }

        private void answer(byte[] name) {
            var question = new DatagramPacket(new byte[65_536], 65_536);
            while (!socket.isClosed()) {
                try {
                    socket.receive(question);
                    longest.accumulateAndGet(question.getLength(), Math::max);
                    socket.send(new DatagramPacket(name, name.length, question.getSocketAddress()));
                } catch (IOException e) {
                    longest.getAndAdd(0);
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
