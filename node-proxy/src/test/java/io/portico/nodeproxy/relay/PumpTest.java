package io.portico.nodeproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portico.runtime.net.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over one relayed connection, and how it ends. */
class PumpTest {
    private final RelayAtWork relay = new RelayAtWork(Protocol.TCP, RelayAtWork.SETTINGS);

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void a_client_that_has_said_all_it_has_to_say_hears_the_answer() throws IOException {
        try (var server = new TcpServer("127.0.0.1", client -> {
                    var question = client.getInputStream().readAllBytes();
                    client.getOutputStream().write(("heard " + text(question)).getBytes(StandardCharsets.US_ASCII));
                });
                var client = connected(server)) {
            client.getOutputStream().write("all".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(text(client.getInputStream().readAllBytes())).isEqualTo("heard all");
        }
        await().until(() -> relay.now("connections") == 0);
    }

    @Test
    void a_server_that_has_said_all_it_has_to_say_hears_the_rest() throws IOException {
        var heard = new CompletableFuture<String>();
        try (var server = new TcpServer("127.0.0.1", client -> {
                    client.getOutputStream().write("greeting".getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    heard.complete(text(client.getInputStream().readAllBytes()));
                });
                var client = connected(server)) {
            assertThat(text(client.getInputStream().readAllBytes())).isEqualTo("greeting");
            client.getOutputStream().write("the rest".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(heard.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("the rest");
        }
        await().until(() -> relay.now("connections") == 0);
    }

    @Test
    void a_reset_is_passed_on_either_way() throws IOException {
        try (var server = new TcpServer("127.0.0.1", client -> {
                    var _ = client.getInputStream().read();
                    client.setOption(StandardSocketOptions.SO_LINGER, 0);
                });
                var client = connected(server)) {
            client.getOutputStream().write('x');
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        try (var server =
                new TcpServer("127.0.0.1", client -> client.getInputStream().readAllBytes())) {
            try (var client = connected(server)) {
                client.getOutputStream().write('x');
                // What is closed so is reset.
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            await().untilAsserted(() -> assertThat(server.failure.get()).hasMessageContaining("reset"));
        }
        await().until(() -> relay.now("connections") == 0);
    }

    @Test
    void a_slow_reader_holds_up_the_sender_and_gets_every_byte() throws IOException {
        var most = 256L << 20;
        var sent = new AtomicLong();
        try (var server = new TcpServer("127.0.0.1", client -> {
                    client.setSendBufferSize(64 << 10);
                    var chunk = new byte[64 << 10];
                    while (sent.get() < most) {
                        Arrays.fill(chunk, (byte) (sent.get() >> 16));
                        client.getOutputStream().write(chunk);
                        sent.addAndGet(chunk.length);
                    }
                });
                var client = connected(server)) {
            // The kernel's own buffers on the way take some; what the relay holds is 100 KiB at most.
            await().during(Duration.ofMillis(300)).until(() -> {
                var before = sent.get();
                Thread.sleep(50);
                return sent.get() == before && before > 0;
            });
            assertThat(sent.get()).isLessThan(32L << 20);
            var in = client.getInputStream();
            var got = 0L;
            for (var chunk = in.readNBytes(64 << 10); chunk.length > 0; chunk = in.readNBytes(64 << 10)) {
                assertThat(chunk[chunk.length - 1]).isEqualTo((byte) (got >> 16));
                got += chunk.length;
            }
            assertThat(got).isEqualTo(most);
        }
    }

    private Socket connected(TcpServer server) throws IOException {
        relay.to(server.endpoint());
        return await().ignoreException(ConnectException.class).until(() -> relay.connect("127.0.0.1"), socket -> true);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
