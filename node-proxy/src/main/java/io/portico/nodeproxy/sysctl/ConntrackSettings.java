package io.portico.nodeproxy.sysctl;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * How many connections the kernel shall follow, and for how long: the section {@code conntrack} of kube-proxy's
 * configuration, with its meaning. Times of 0 leave the kernel's as they are.
 *
 * @param maxPerCore connections for each CPU; 0 leaves the kernel's limit as it is, and {@code min} unused
 * @param min of them, however few CPUs there are
 * @param tcpEstablishedTimeout how long a TCP connection may be idle
 * @param tcpCloseWaitTimeout how long one of whose ends one has said all that it has to say
 * @param tcpBeLiberal whether segments outside of the window count as the connection's; false leaves the kernel's
 *     choice
 * @param udpTimeout how long a UDP flow is remembered that has gone one way only
 * @param udpStreamTimeout how long one that has gone both ways
 */
public record ConntrackSettings(
        int maxPerCore,
        int min,
        Duration tcpEstablishedTimeout,
        Duration tcpCloseWaitTimeout,
        boolean tcpBeLiberal,
        Duration udpTimeout,
        Duration udpStreamTimeout) {

    /** Upstream's bound of what follows from the number of CPUs: each connection costs some 300 bytes. */
    private static final long MOST_BY_CORES = 1 << 20;

    private static final int CONNECTIONS_A_BUCKET = 4;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException naming the setting, as {@code max-per-core}
     */
    public ConntrackSettings {
        check("max-per-core", maxPerCore);
        check("min", min);
        check("tcp-established-timeout", tcpEstablishedTimeout);
        check("tcp-close-wait-timeout", tcpCloseWaitTimeout);
        check("udp-timeout", udpTimeout);
        check("udp-stream-timeout", udpStreamTimeout);
    }

    /** What follows for a machine of so many CPUs. */
    public List<Sysctl> sysctls(int cpus) {
        var wanted = new ArrayList<Sysctl>();
        if (maxPerCore > 0) {
            var max = Math.max(min, Math.min((long) maxPerCore * cpus, MOST_BY_CORES));
            // Who has allowed more meant it. The table is as large as upstream makes it, and no less.
            wanted.add(Sysctl.atLeast("max", max));
            wanted.add(Sysctl.atLeast("buckets", max / CONNECTIONS_A_BUCKET));
        }
        add(wanted, "tcp_timeout_established", tcpEstablishedTimeout);
        add(wanted, "tcp_timeout_close_wait", tcpCloseWaitTimeout);
        if (tcpBeLiberal) {
            wanted.add(Sysctl.exactly("tcp_be_liberal", 1));
        }
        add(wanted, "udp_timeout", udpTimeout);
        add(wanted, "udp_timeout_stream", udpStreamTimeout);
        return List.copyOf(wanted);
    }

    private static void add(List<Sysctl> wanted, String name, Duration timeout) {
        if (!timeout.isZero()) {
            wanted.add(Sysctl.exactly(name, timeout.toSeconds()));
        }
    }

    private static void check(String name, int number) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " is " + number + "; write a number, or 0 to leave it as it is");
        }
    }

    private static void check(String name, Duration timeout) {
        if (timeout.isNegative()
                || !timeout.truncatedTo(ChronoUnit.SECONDS).equals(timeout)
                || timeout.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + timeout.toMillis()
                    + " ms; write whole seconds, such as 60s, or 0s to leave it as it is");
        }
    }
}
