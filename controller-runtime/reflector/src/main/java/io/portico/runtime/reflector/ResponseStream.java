package io.portico.runtime.reflector;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, which the client hands out piece by piece, for a thread that reads and waits. The next piece is
 * asked for when the one before is taken, so at most a few wait here, however slow the reader is.
 */
final class ResponseStream extends InputStream {
    private final Duration patience;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private volatile @Nullable AsyncBody body;
    private volatile @Nullable Throwable failure;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean ended;

    /**
     * What comes.
     *
     * @param bytes null for the end
     */
    private record Piece(@Nullable ByteBuffer bytes) {}

    /**
     * Of a request that is yet to be sent.
     *
     * @param patience after which a body that brings nothing is given up
     */
    ResponseStream(Duration patience) {
        this.patience = patience;
    }

    /** Takes pieces; never blocks. */
    void arrived(List<ByteBuffer> buffers, AsyncBody from) {
        buffers.forEach(buffer -> pieces.add(new Piece(buffer)));
    }

    /** The response has begun: its body may come. */
    void begin(AsyncBody begun) {
        body = begun;
        var _ = begun.done().whenComplete((_, thrown) -> {
            failure = thrown;
            pieces.add(new Piece(null));
        });
        begun.consume();
    }

    @Override
    public int read() throws IOException {
        return piece() ? current.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!piece()) {
            return -1;
        }
        var count = Math.min(length, current.remaining());
        current.get(into, offset, count);
        return count;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    @Override
    public void close() {
        var open = body;
        if (open != null) {
            open.cancel();
        }
    }

    /** Sees to it that there are bytes; false at the end. */
    private boolean piece() throws IOException {
        while (!ended && !current.hasRemaining()) {
            var bytes = take().bytes;
            if (bytes == null) {
                ended = true;
                throwIfBroken();
            } else {
                current = bytes;
                askForMore();
            }
        }
        return !ended;
    }

    private void throwIfBroken() throws IOException {
        var thrown = failure;
        if (thrown != null) {
            throw new IOException("the answer broke off: " + thrown.getMessage(), thrown);
        }
    }

    private void askForMore() {
        var open = body;
        if (open != null) {
            open.consume();
        }
    }

    private Piece take() throws IOException {
        try {
            var piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (piece == null) {
                throw new IOException("the API server has sent nothing for " + patience.toSeconds() + " s");
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
    }
}
