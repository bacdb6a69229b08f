package io.portico.bench;

import io.portico.testkit.Commands;
import java.util.List;

/** An address for endpoints: no loopback address, since an EndpointSlice may not have one. */
public final class PodAddress {
    /** This network namespace's once {@link #prepare} was called. */
    public static final String TEXT = "10.244.9.5";

    private PodAddress() {}

    /** Gives this network namespace the address. */
    public static void prepare() {
        var _ = Commands.run(List.of("ip", "addr", "add", TEXT + "/32", "dev", "lo"));
    }
}
