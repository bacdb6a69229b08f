package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.Entry;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.values.PersistentMap;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is listened at follows the table, and ends in order. */
@ExtendWith(Leaks.class)
class ListenersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    @Test
    void listeners_come_and_go_with_the_table_while_the_others_stay() throws IOException {
        var engine = engine();
        var first = freeListener();
        var second = freeListener();
        try {
            engine.serve(table(first));
            try (var client = Wire.to(first.port())) {
                assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 404 ");
                engine.serve(table(first, second));
                assertThat(engine.bound()).containsOnlyKeys(first, second).containsEntry(second, second.port());
                try (var other = Wire.to(second.port())) {
                    assertThat(other.send(GET).readMessage()).startsWith("HTTP/1.1 404 ");
                }
                engine.serve(table(first));
                assertThat(engine.bound()).containsOnlyKeys(first);
                // The JDK closes a socket when its selector has let go of it.
                await().untilAsserted(() ->
                        assertThatThrownBy(() -> Wire.to(second.port())).isInstanceOf(ConnectException.class));
                assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 404 ");
            }
        } finally {
            engine.drain(Duration.ZERO);
        }
    }

    @Test
    void each_is_bound_on_ipv4_and_ipv6() throws IOException {
        var engine = engine();
        var listener = freeListener();
        try {
            engine.serve(table(listener));
            for (var address : List.of("127.0.0.1", "::1")) {
                try (var client = new Wire(new Socket(InetAddress.getByName(address), listener.port()))) {
                    assertThat(client.send(GET).readMessage()).as(address).startsWith("HTTP/1.1 404 ");
                }
            }
        } finally {
            engine.drain(Duration.ZERO);
        }
    }

    @Test
    void a_port_that_is_taken_is_named_and_nothing_else_changes() throws IOException {
        var engine = engine();
        var first = freeListener();
        try (var taken = new ServerSocket(0)) {
            engine.serve(table(first));
            var second = new Listener.Key(Entry.NODE, taken.getLocalPort(), Listener.Protocol.HTTP);
            assertThatThrownBy(() -> engine.serve(table(first, second)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " could not be bound: ");
            assertThat(engine.bound()).containsOnlyKeys(first);
        } finally {
            engine.drain(Duration.ZERO);
        }
    }

    @Test
    void draining_lets_requests_end_and_says_so_on_their_connections() throws Exception {
        var arrived = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        try (var traffic = new Traffic(TestedEngine.NETTY);
                var web = new ScriptedEndpoint((wire, _) -> {
                    wire.readUntil("\r\n\r\n");
                    arrived.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                })) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var port = traffic.http();
            try (var idle = Wire.to(port);
                    var busy = Wire.to(port)) {
                assertThat(idle.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
                                .readMessage())
                        .startsWith("HTTP/1.1 404 ");
                busy.send(GET);
                assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
                var draining = Thread.ofVirtual().start(() -> traffic.engine.drain(Duration.ofMinutes(1)));
                assertThat(idle.readAll()).as("one without a request ends").isEmpty();
                assertThat(traffic.get("other.example", "/").status())
                        .as("new ones are served meanwhile")
                        .isEqualTo(404);
                answer.countDown();
                assertThat(busy.readAll()).contains("\r\nconnection: close\r\n").endsWith("ok");
                draining.join();
                await().untilAsserted(() ->
                        assertThatThrownBy(() -> Wire.to(port).close()).isInstanceOf(ConnectException.class));
            }
        }
    }

    private static NettyProxyEngine engine() {
        Leaks.watch();
        return new NettyProxyEngine(
                new EngineSettings(443, 1, Duration.ofSeconds(60), List.of(), false, false),
                DefaultCertificate.create(Instant.now()),
                new SimpleMeterRegistry(),
                _ -> {});
    }

    private static Listener.Key freeListener() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return new Listener.Key(Entry.NODE, socket.getLocalPort(), Listener.Protocol.HTTP);
        }
    }

    private static RoutingTable table(Listener.Key... keys) {
        return RoutingTable.of(
                Arrays.stream(keys)
                        .map(key -> new Listener(key, PersistentMap.empty(), Optional.empty(), Optional.empty()))
                        .toList(),
                PersistentMap.empty());
    }
}
