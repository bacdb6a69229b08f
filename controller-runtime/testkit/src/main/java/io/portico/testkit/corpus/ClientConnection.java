package io.portico.testkit.corpus;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A client of the proxy that sends bytes as they are, and keeps all that comes back. */
final class ClientConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int PART = 16 * 1024;

    private final Conversation conversation;
    private final Socket socket = new Socket();
    /** Who sends more than a proxy takes must not wait for it: the answer may be there already. */
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    private final StringBuilder received = new StringBuilder();
    private int consumed;
    private boolean ended;
    private boolean reset;

    ClientConnection(InetSocketAddress proxy, Conversation conversation) throws IOException {
        this.conversation = conversation;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(proxy, CONNECT_MILLIS);
        } catch (IOException e) {
            close();
            throw e;
        }
        var _ = Thread.ofVirtual().start(this::pump);
    }

    void send(String bytes) {
        write(() -> socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Nothing more will be sent. */
    void halfClose() {
        write(socket::shutdownOutput);
    }

    /** Closes when all was sent. */
    void leave() {
        write(socket::close);
    }

    /** The next response; null when none comes in that time, nor the end. */
    @Nullable
    SeenResponse next(boolean toHead, Duration most) {
        var _ = conversation.await(() -> consumed < received.length() ? read(toHead) != null : ended, most);
        return conversation.look(() -> {
            var read = read(toHead);
            if (read == null || read.end() == consumed) {
                return null;
            }
            consumed = read.end();
            return read.response();
        });
    }

    /** Whether these come next, in that time. */
    boolean reads(String bytes, Duration most) {
        var _ = conversation.await(() -> ended || received.length() - consumed >= bytes.length(), most);
        return conversation.look(() -> {
            if (!received.substring(consumed).startsWith(bytes)) {
                return false;
            }
            consumed += bytes.length();
            return true;
        });
    }

    /** Whether it is closed by the proxy, in that time, whatever comes before. */
    boolean isEnded(Duration most) {
        return conversation.await(() -> ended, most);
    }

    /** Whether there is something that no step has looked at, or never will be. To be asked within the lock. */
    boolean hasNews() {
        return ended || consumed < received.length();
    }

    private ResponseReader.@Nullable Read read(boolean toHead) {
        if (consumed == received.length()) {
            return null;
        }
        return ResponseReader.read(received.toString(), consumed, toHead, ended, reset);
    }

    private void pump() {
        try {
            var part = new byte[PART];
            var in = socket.getInputStream();
            for (var length = in.read(part); length >= 0; length = in.read(part)) {
                var text = new String(part, 0, length, StandardCharsets.ISO_8859_1);
                conversation.happens(() -> received.append(text));
            }
            conversation.happens(() -> ended = true);
        } catch (IOException _) {
            conversation.happens(() -> {
                ended = true;
                reset = true;
            });
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) {
        writer.execute(() -> {
            try {
                write.run();
            } catch (IOException _) {
                // The proxy has closed: the reading side sees that, and what it said before.
            }
        });
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            writer.shutdownNow();
        }
    }
}
