package io.portico.bench.nodeproxy.agent;

import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Finds when Services that move first answer from where they moved to. Each is asked every millisecond at first, later
 * at every fiftieth of the time that was waited: the error is a millisecond or 2 %, and one that waits long takes no
 * processor from who programs the rules.
 */
final class Moves {
    private static final long LEAST_PAUSE = 1_000_000;
    private static final long SHARE = 50;
    private static final long IDLE = 1_000_000_000;
    private static final long ASK_PATIENCE = 1_000_000_000;

    private final Connections connections;
    private final Found found;
    private final PriorityQueue<Move> due = new PriorityQueue<>(Comparator.comparingLong(move -> move.nextAsk));

    /** Hears of each move once. */
    interface Found {
        /** It has answered from there, first at that {@link System#nanoTime}. */
        void moved(int service, long answeredAt);

        /** It was not there before its deadline. */
        void lost(int service);

        /** Another Service's endpoint has answered. */
        void wrong(int service);
    }

    private static final class Move {
        private final int service;
        private final int generation;
        private final long since = System.nanoTime();
        private final long deadline;
        private long nextAsk = since;

        private Move(int service, int generation, long patienceNanos) {
            this.service = service;
            this.generation = generation;
            this.deadline = since + patienceNanos;
        }
    }

    Moves(Connections connections, Found found) {
        this.connections = connections;
        this.found = found;
    }

    /** From now on, look for that Service at that generation. */
    void expect(int service, int generation, long patienceNanos) {
        due.add(new Move(service, generation, patienceNanos));
    }

    /** Asks who are due, and waits a little for answers. */
    void turn() throws IOException {
        var now = System.nanoTime();
        for (var move = due.peek(); move != null && move.nextAsk - now <= 0; move = due.peek()) {
            ask(due.remove());
        }
        var next = due.peek();
        connections.turn(next == null ? IDLE : Math.max(LEAST_PAUSE, next.nextAsk - now));
    }

    private void ask(Move move) throws IOException {
        connections.open(Endpoint.serviceAddress(move.service), ASK_PATIENCE, new Connections.Listener() {
            @Override
            public void answered(Endpoint by, long askedAt, long answeredAt) {
                if (by.service() != move.service) {
                    found.wrong(move.service);
                    again(move);
                } else if (by.generation() == move.generation) {
                    found.moved(move.service, answeredAt);
                } else {
                    again(move);
                }
            }

            @Override
            public void failed() {
                again(move);
            }
        });
    }

    private void again(Move move) {
        var now = System.nanoTime();
        if (now - move.deadline >= 0) {
            found.lost(move.service);
            return;
        }
        move.nextAsk = now + Math.max(LEAST_PAUSE, (now - move.since) / SHARE);
        due.add(move);
    }
}
