package io.portico.bench.nodeproxy.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;

/** Short connections, many at a time on one thread: each is opened, reads who answered, and is closed. */
final class Connections implements AutoCloseable {
    private static final int ANSWER_BYTES = 4;

    private final Selector selector;
    private final Set<Connection> open = new LinkedHashSet<>();

    /** Hears what becomes of a connection. */
    interface Listener {
        /** This endpoint has answered; both times are {@link System#nanoTime}. */
        void answered(Endpoint by, long askedAt, long answeredAt);

        /** Nobody has: refused, unreachable, or no answer in time. */
        void failed();
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final Listener listener;
        private final long askedAt = System.nanoTime();
        private final long deadline;
        private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);

        private Connection(SocketChannel channel, Listener listener, long patienceNanos) {
            this.channel = channel;
            this.listener = listener;
            this.deadline = askedAt + patienceNanos;
        }
    }

    Connections() throws IOException {
        selector = Selector.open();
    }

    /** Opens one. All that are open at a time must have the same patience: the eldest is the first to be given up. */
    void open(InetSocketAddress to, long patienceNanos, Listener listener) throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        var connection = new Connection(channel, listener, patienceNanos);
        open.add(connection);
        try {
            var connected = channel.connect(to);
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
        } catch (IOException _) {
            end(connection);
            listener.failed();
        }
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** Waits for at most so long, then tells of all that happened. */
    void turn(long mostNanos) throws IOException {
        var millis = Math.max(1, mostNanos / 1_000_000);
        if (mostNanos <= 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, millis);
        }
        var now = System.nanoTime();
        while (!open.isEmpty()) {
            var eldest = open.iterator().next();
            if (now - eldest.deadline < 0) {
                break;
            }
            end(eldest);
            eldest.listener.failed();
        }
    }

    /** Ends a waiting {@link #turn}, from another thread. */
    void wakeUp() {
        selector.wakeup();
    }

    private void ready(SelectionKey key) {
        var connection = (Connection) key.attachment();
        try {
            if (key.isConnectable()) {
                connection.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            var read = connection.channel.read(connection.answer);
            if (connection.answer.hasRemaining()) {
                if (read < 0) {
                    end(connection);
                    connection.listener.failed();
                }
                return;
            }
            var now = System.nanoTime();
            end(connection);
            connection.listener.answered(Endpoint.of(connection.answer.flip().getInt()), connection.askedAt, now);
        } catch (IOException _) {
            end(connection);
            connection.listener.failed();
        }
    }

    private void end(Connection connection) {
        open.remove(connection);
        try {
            connection.channel.close();
        } catch (IOException _) {
            // It is out of the selector and out of our set; there is nothing left to release.
        }
    }

    @Override
    public void close() throws IOException {
        for (var connection : Set.copyOf(open)) {
            end(connection);
        }
        selector.close();
    }
}
