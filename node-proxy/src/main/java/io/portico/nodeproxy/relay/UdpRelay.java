package io.portico.nodeproxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.portico.nodeproxy.model.state.RelayPlan.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Relays UDP: for each client of each port a socket to one endpoint, for as long as something goes either way. */
final class UdpRelay {
    private static final int LARGEST_DATAGRAM = 64 << 10;

    private final EventLoopGroup eventLoops;
    private final RelaySettings settings;
    private final Candidates candidates;
    private final RelayMetrics metrics;
    private final Function<RelaySocket, @Nullable Target> targets;

    /** As {@link TcpRelay} takes them. */
    UdpRelay(
            EventLoopGroup eventLoops,
            RelaySettings settings,
            Candidates candidates,
            RelayMetrics metrics,
            Function<RelaySocket, @Nullable Target> targets) {
        this.eventLoops = eventLoops;
        this.settings = settings;
        this.candidates = candidates;
        this.metrics = metrics;
        this.targets = targets;
    }

    /** Listens there. */
    ChannelFuture listen(RelaySocket socket) {
        return new Bootstrap()
                .group(eventLoops)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RCVBUF_ALLOCATOR, datagrams())
                .handler(new UdpClients(socket, settings, candidates, metrics, targets))
                .bind(socket.socketAddress());
    }

    /** The default would cut them at 2 KiB. */
    static FixedRecvByteBufAllocator datagrams() {
        return new FixedRecvByteBufAllocator(LARGEST_DATAGRAM);
    }
}
