package io.portico.ingress.engine.netty;

import io.portico.ingress.model.routing.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that does byte by byte what a test says, on each connection. */
final class ScriptedEndpoint implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** What went wrong with a script: a connection that ended is no fault of the endpoint's. */
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();

    /** What happens on a connection. */
    interface Script {
        /**
         * All of it.
         *
         * @param number of the connection, from 1
         */
        void run(Wire wire, int number) throws IOException;
    }

    ScriptedEndpoint(Script script) {
        try {
            server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var _ = Thread.ofVirtual().start(() -> accept(script));
    }

    /** Answers each request with this, whatever it is. */
    static ScriptedEndpoint answering(String response) {
        return new ScriptedEndpoint((wire, _) -> {
            while (true) {
                wire.readUntil("\r\n\r\n");
                wire.send(response);
            }
        });
    }

    private void accept(Script script) {
        try {
            while (true) {
                var socket = server.accept();
                sockets.add(socket);
                var number = sockets.size();
                var _ = Thread.ofVirtual().start(() -> {
                    try (var wire = new Wire(socket)) {
                        script.run(wire, number);
                    } catch (IOException e) {
                        // the connection ended
                    } catch (RuntimeException | Error e) {
                        faults.add(e);
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getLocalPort());
    }

    /** How many connections came. */
    int connections() {
        return sockets.size();
    }

    List<Throwable> faults() {
        return faults;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
