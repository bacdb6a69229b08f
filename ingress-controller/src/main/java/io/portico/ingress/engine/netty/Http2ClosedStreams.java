package io.portico.ingress.engine.netty;

import java.util.ArrayDeque;

/**
 * Which of the streams that are no more a client may still speak of. Frames for a stream that we reset may be on their
 * way; frames for one that the client ended itself, or passed over, are a fault of the whole connection (RFC 9113 §5.1,
 * §5.1.1). Of each kind the last few are remembered; about older ones nothing is known.
 */
final class Http2ClosedStreams {
    private static final int MOST = 64;

    private final ArrayDeque<Integer> ended = new ArrayDeque<>();
    private final ArrayDeque<PassedOver> passedOver = new ArrayDeque<>();
    private int last = -1;

    private record PassedOver(int from, int to) {}

    /** One was opened by the client: those between the last one and this cannot be any more. */
    void opened(int id) {
        if (id > last + 2) {
            add(passedOver, new PassedOver(last + 2, id - 2));
        }
        last = id;
    }

    /** One is no more whose end the client had sent. */
    void ended(int id) {
        add(ended, id);
    }

    /** Whether the client has sent its end. */
    boolean wasEnded(int id) {
        return ended.contains(id);
    }

    /** Whether the client has opened later ones, and never this. */
    boolean wasPassedOver(int id) {
        for (var range : passedOver) {
            if (range.from <= id && id <= range.to) {
                return true;
            }
        }
        return false;
    }

    private static <T> void add(ArrayDeque<T> to, T one) {
        if (to.size() == MOST) {
            to.remove();
        }
        to.add(one);
    }
}
