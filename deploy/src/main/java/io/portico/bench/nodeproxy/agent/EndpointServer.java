package io.portico.bench.nodeproxy.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Is every endpoint at once: accepts on all addresses that are local here, says which one was asked, and closes. */
public final class EndpointServer {
    private static final int BACKLOG = 1024;

    private EndpointServer() {}

    /** Prints {@code ready} when it listens; ends with its process. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(Endpoint.PORT), BACKLOG);
            System.out.println("ready");
            while (true) {
                try (var connection = server.accept()) {
                    answer(connection);
                }
            }
        }
    }

    private static void answer(SocketChannel connection) {
        try {
            var local = (InetSocketAddress) connection.getLocalAddress();
            connection.write(ByteBuffer.wrap(local.getAddress().getAddress()));
        } catch (IOException _) {
            // The client gave up waiting; it counts that itself.
        }
    }
}
