package io.portico.nodeproxy.sysctl;

/**
 * One of the kernel's settings, and what it shall be.
 *
 * @param name with dots, such as {@code net.netfilter.nf_conntrack_max}
 * @param value not negative
 * @param atLeast whether more is as good, and is left alone
 */
public record Sysctl(String name, long value, boolean atLeast) {
    private static final String CONNTRACK = "net.netfilter.nf_conntrack_";

    static Sysctl exactly(String name, long value) {
        return new Sysctl(CONNTRACK + name, value, false);
    }

    static Sysctl atLeast(String name, long value) {
        return new Sysctl(CONNTRACK + name, value, true);
    }

    boolean isMetBy(long is) {
        return atLeast ? is >= value : is == value;
    }

    /** What is wrong with that value. */
    String difference(long is) {
        return name + " is " + is + ", " + (atLeast ? "less than " : "not ") + value;
    }

    /** As files in {@code sysctl.d} have it. */
    @Override
    public String toString() {
        return name + " = " + value;
    }
}
