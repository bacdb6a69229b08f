package io.portico.bench.nodeproxy.agent;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * Finds when the last of so many Services first answers. While nothing answers it asks little, so as not to take the
 * processor from who programs the rules: one Service of a sample every 5 ms. When the whole sample has answered, every
 * Service is asked once. One that does not answer then is asked on, and its time counts; where all do, the sample's
 * does. (A program that loads its first rules in one transaction is such a case.)
 */
final class ColdStart {
    private static final int SAMPLE = 64;
    private static final int AT_ONCE = 32;
    private static final long PAUSE = 5_000_000;
    private static final long SAMPLE_PATIENCE = 200_000_000;
    private static final long SWEEP_PATIENCE = 1_000_000_000;

    private final Connections connections;
    private final int services;
    private final long deadline;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final BitSet late = new BitSet();
    private boolean sweeping;
    private long lastAnswer;
    private long nextAsk;
    private int wrong;

    /**
     * What was found.
     *
     * @param lastAnswer {@link System#nanoTime} of the answer that completed it
     * @param late Services that did not answer at first when all were asked
     * @param silent Services that have not answered before the deadline; all, when the sample was not complete
     * @param wrong answers of another Service's endpoint
     */
    record Found(long lastAnswer, int late, int silent, int wrong) {}

    ColdStart(Connections connections, int services, long deadline) {
        this.connections = connections;
        this.services = services;
        this.deadline = deadline;
        var steps = Math.max(1, Math.min(SAMPLE, services) - 1);
        IntStream.rangeClosed(0, steps)
                .map(i -> (int) ((long) i * (services - 1) / steps))
                .distinct()
                .forEach(waiting::add);
    }

    /** Asks until all have answered, or the deadline has passed. */
    Found find() throws IOException {
        nextAsk = System.nanoTime();
        askAll(1, SAMPLE_PATIENCE);
        if (!waiting.isEmpty()) {
            return new Found(lastAnswer, 0, services, wrong);
        }
        sweeping = true;
        IntStream.range(0, services).forEach(waiting::add);
        askAll(AT_ONCE, SWEEP_PATIENCE);
        return new Found(lastAnswer, late.cardinality(), waiting.size(), wrong);
    }

    private void askAll(int atOnce, long patience) throws IOException {
        while ((!waiting.isEmpty() || connections.count() > 0) && System.nanoTime() - deadline < 0) {
            while (!waiting.isEmpty() && connections.count() < atOnce && System.nanoTime() - nextAsk >= 0) {
                ask(waiting.removeFirst(), patience);
            }
            connections.turn(PAUSE);
        }
    }

    private void ask(int service, long patience) throws IOException {
        connections.open(Endpoint.serviceAddress(service), patience, new Connections.Listener() {
            @Override
            public void answered(Endpoint by, long askedAt, long answeredAt) {
                if (by.service() != service) {
                    wrong++;
                }
                if (!sweeping || late.get(service)) {
                    lastAnswer = answeredAt;
                }
            }

            @Override
            public void failed() {
                waiting.addLast(service);
                nextAsk = System.nanoTime() + PAUSE;
                if (sweeping) {
                    late.set(service);
                }
            }
        });
    }
}
