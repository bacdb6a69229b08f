package io.portico.testkit.corpus;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection of the proxy to the endpoint. */
final class EndpointConnection {
    private static final int PART = 16 * 1024;

    private final Conversation conversation;
    private final Socket socket;
    private final RequestSplitter splitter;
    private @Nullable String fault;
    private boolean ended;

    EndpointConnection(
            Socket socket, Conversation conversation, Function<EndpointConnection, RequestSplitter.Listener> listener) {
        this.conversation = conversation;
        this.socket = socket;
        this.splitter = new RequestSplitter(listener.apply(this));
    }

    /** Reads until the proxy closes it. */
    void pump() {
        try (socket) {
            socket.setTcpNoDelay(true);
            var part = new byte[PART];
            var in = socket.getInputStream();
            for (var length = in.read(part); length >= 0; length = in.read(part)) {
                var text = new String(part, 0, length, StandardCharsets.ISO_8859_1);
                conversation.happens(() -> feed(text));
            }
        } catch (IOException _) {
            // Reset, or closed by a step: an end as another.
        }
        conversation.happens(() -> ended = true);
    }

    /** What the proxy sent that is no request; null when all was. Within the lock. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Whether the proxy has closed it. Within the lock. */
    boolean isEnded() {
        return ended;
    }

    /** What came behind an upgrade, or is no whole head. Within the lock. */
    String unread() {
        return splitter.unread();
    }

    void send(String bytes) {
        if (bytes.startsWith("HTTP/1.1 101 ")) {
            conversation.happens(splitter::tunnel);
        }
        quietly(() -> socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Ends what is sent; what comes is read on. */
    void halfClose() {
        quietly(socket::shutdownOutput);
    }

    void close() {
        quietly(socket::close);
    }

    void reset() {
        quietly(() -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
    }

    private void feed(String text) {
        if (fault == null) {
            try {
                splitter.feed(text);
            } catch (IllegalArgumentException e) {
                fault = e.getMessage();
                close();
            }
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void quietly(Action action) {
        try {
            action.run();
        } catch (IOException _) {
            // The proxy has closed it before: what it makes of that is what the case looks at.
        }
    }
}
