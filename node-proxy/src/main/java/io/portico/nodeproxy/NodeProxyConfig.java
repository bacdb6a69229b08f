package io.portico.nodeproxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of this service, {@code portico.node-proxy.*}. */
@ConfigMapping(prefix = "portico.node-proxy")
public interface NodeProxyConfig {
    /** After a change, how long to wait for the next one before the rules are made. */
    @WithDefault("3ms")
    Duration quiet();

    /** How long changes that keep coming may put off the rules. */
    @WithDefault("50ms")
    Duration most();

    /**
     * How often to look whether somebody flushed the rules. Costs one {@code nft} for each family, a few ms whatever
     * the number of Services.
     */
    @WithDefault("10s")
    Duration checkEvery();

    /** Which bit of the packet mark (0 to 31) says that a packet's source must become this node. Upstream's is 14. */
    @WithDefault("14")
    int masqueradeBit();

    /** How long one {@code nft} or {@code conntrack} may run before it is killed. */
    @WithDefault("60s")
    Duration commandTimeout();
}
