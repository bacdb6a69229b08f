package io.portico.nodeproxy.relay;

import io.portico.runtime.net.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** An endpoint on the loopback that does with each connection what it is told to. */
final class TcpServer implements AutoCloseable {
    /** What to do; the connection is closed afterwards. */
    @FunctionalInterface
    interface Talk {
        void with(Socket client) throws IOException;
    }

    private final ServerSocket server;
    private final String address;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    /** Why a talk ended early. */
    final AtomicReference<IOException> failure = new AtomicReference<>();

    TcpServer(String address, Talk talk) {
        this.address = address;
        try {
            server = new ServerSocket();
            server.setReceiveBufferSize(64 << 10);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(talk));
    }

    /** Says its name to whoever connects, and waits for the end. */
    static TcpServer named(String name) {
        return named("127.0.0.1", name);
    }

    static TcpServer named(String address, String name) {
        return new TcpServer(address, client -> {
            client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            var _ = client.getInputStream().readAllBytes();
        });
    }

    Endpoint endpoint() {
        return RelayAtWork.endpoint(address, server.getLocalPort());
    }

    int connections() {
        return connections.size();
    }

    private void accept(Talk talk) {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                connections.add(client);
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        talk.with(client);
                    } catch (IOException e) {
                        failure.set(e);
                    }
                });
            } catch (IOException e) {
                failure.set(e);
            }
        }
    }

    /** Accepts nobody any more; open connections go on. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
