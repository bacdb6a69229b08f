package io.portico.bench.nodeproxy.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;

/** As many short connections to random Services as fit into a time, some open at any moment. */
final class Load {
    private static final long PATIENCE = 3_000_000_000L; // a lost SYN, which TCP repeats after a second, shows as one

    private final Connections connections;
    private final int services;
    private final boolean direct;
    private final SplittableRandom random;
    private long[] times = new long[1 << 16];
    private int answered;
    private int failed;
    private int wrong;

    /**
     * What came of it; times from opening the connection to its answer.
     *
     * @param failed without an answer
     * @param wrong with another Service's
     */
    record Result(int answered, int failed, int wrong, long nanos, long p50, long p99) {}

    /** @param direct past the Services, to their endpoints themselves */
    Load(Connections connections, int services, boolean direct, long seed) {
        this.connections = connections;
        this.services = services;
        this.direct = direct;
        this.random = new SplittableRandom(seed);
    }

    Result run(long nanos, int atOnce) throws IOException {
        var started = System.nanoTime();
        while (System.nanoTime() - started < nanos) {
            while (connections.count() < atOnce) {
                ask(random.nextInt(services));
            }
            connections.turn(PATIENCE);
        }
        var took = System.nanoTime() - started;
        var inTime = Arrays.copyOf(times, answered);
        while (connections.count() > 0) {
            connections.turn(PATIENCE);
        }
        Arrays.sort(inTime);
        return new Result(inTime.length, failed, wrong, took, at(inTime, 50), at(inTime, 99));
    }

    private void ask(int service) throws IOException {
        connections.open(target(service), PATIENCE, new Connections.Listener() {
            @Override
            public void answered(Endpoint by, long askedAt, long answeredAt) {
                if (by.service() != service) {
                    wrong++;
                }
                if (answered == times.length) {
                    times = Arrays.copyOf(times, times.length * 2);
                }
                times[answered++] = answeredAt - askedAt;
            }

            @Override
            public void failed() {
                failed++;
            }
        });
    }

    private InetSocketAddress target(int service) {
        return direct
                ? new Endpoint(service, random.nextInt(Endpoint.PER_SERVICE), 0).socketAddress()
                : Endpoint.serviceAddress(service);
    }

    private static long at(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(percent / 100.0 * sorted.length) - 1];
    }
}
