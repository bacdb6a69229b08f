package io.portico.testkit.corpus;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits what a connection of the endpoint receives into requests, as strictly as RFC 9112 lets a sender be: anything
 * that another reader could split otherwise is malformed.
 */
final class RequestSplitter {
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(?<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?<target>[\\x21-\\xff]+) HTTP/1\\.[01]");

    private final Listener listener;
    private final StringBuilder unread = new StringBuilder();
    private Phase phase = Phase.HEAD;
    private @Nullable SeenRequest current;
    private long left;

    private enum Phase {
        HEAD,
        LENGTH,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        TUNNEL
    }

    /** Hears of requests. */
    interface Listener {
        /** Its head is whole. */
        void begun(SeenRequest request);

        /** All of it is. */
        void ended(SeenRequest request);
    }

    RequestSplitter(Listener listener) {
        this.listener = listener;
    }

    /** From now on nothing is a request any more. */
    void tunnel() {
        phase = Phase.TUNNEL;
    }

    /** What came through the tunnel; outside of one, what is no whole head yet. */
    String unread() {
        return unread.toString();
    }

    /** These came. Throws IllegalArgumentException when they are malformed. */
    void feed(String bytes) {
        unread.append(bytes);
        while (phase != Phase.TUNNEL && step()) {
            // until more must come
        }
    }

    private boolean step() {
        return switch (phase) {
            case HEAD -> head();
            case LENGTH, CHUNK -> content();
            case CHUNK_LINE -> chunkLine();
            case CHUNK_END -> chunkEnd();
            case TRAILERS -> trailers();
            case TUNNEL -> false;
        };
    }

    private boolean head() {
        var end = unread.indexOf(Head.END);
        if (end < 0) {
            return false;
        }
        var head = take(end, Head.END);
        var lineEnd = head.indexOf(Head.CRLF);
        var line = REQUEST_LINE.matcher(lineEnd < 0 ? head : head.substring(0, lineEnd));
        if (!line.matches()) {
            throw new IllegalArgumentException("no request line: " + Escapes.shown(head));
        }
        var fields = new Fields();
        Head.read(lineEnd < 0 ? "" : head.substring(lineEnd + 2), fields);
        if (fields.all("host").size() > 1) {
            throw new IllegalArgumentException("two Hosts: " + Escapes.shown(head));
        }
        var request = new SeenRequest(line.group("method"), line.group("target"), fields);
        current = request;
        left = Head.length(fields);
        if (fields.has("transfer-encoding")) {
            if (!fields.isChunked() || left >= 0) {
                throw new IllegalArgumentException("an ambiguous length: Transfer-Encoding: "
                        + Escapes.shown(String.join(", ", fields.all("transfer-encoding")))
                        + (left >= 0 ? " beside Content-Length" : ""));
            }
            phase = Phase.CHUNK_LINE;
        } else {
            phase = Phase.LENGTH;
        }
        listener.begun(request);
        if (phase == Phase.LENGTH && left <= 0) {
            end();
        }
        return true;
    }

    private boolean content() {
        var length = (int) Math.min(left, unread.length());
        current().append(unread.substring(0, length));
        unread.delete(0, length);
        left -= length;
        if (left > 0) {
            return false;
        }
        if (phase == Phase.CHUNK) {
            phase = Phase.CHUNK_END;
        } else {
            end();
        }
        return true;
    }

    private boolean chunkLine() {
        var end = unread.indexOf(Head.CRLF);
        if (end < 0) {
            return false;
        }
        left = Head.chunkSize(take(end, Head.CRLF));
        phase = left == 0 ? Phase.TRAILERS : Phase.CHUNK;
        return true;
    }

    private boolean chunkEnd() {
        if (unread.length() < 2) {
            return false;
        }
        if (!unread.substring(0, 2).equals(Head.CRLF)) {
            throw new IllegalArgumentException("behind a chunk: " + Escapes.shown(unread()));
        }
        unread.delete(0, 2);
        phase = Phase.CHUNK_LINE;
        return true;
    }

    private boolean trailers() {
        if (unread.indexOf(Head.CRLF) == 0) {
            unread.delete(0, 2);
        } else {
            var end = unread.indexOf(Head.END);
            if (end < 0) {
                return false;
            }
            Head.read(take(end, Head.END), current().fields());
        }
        end();
        return true;
    }

    private void end() {
        phase = Phase.HEAD;
        current().end();
        listener.ended(current());
    }

    private SeenRequest current() {
        if (current == null) {
            throw new IllegalStateException("a body without a head");
        }
        return current;
    }

    private String take(int length, String end) {
        var taken = unread.substring(0, length);
        unread.delete(0, length + end.length());
        return taken;
    }
}
