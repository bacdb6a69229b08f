package io.portico.nodeproxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.portico.nodeproxy.model.state.RelayPlan.Target;
import io.portico.runtime.net.Endpoint;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Relays TCP: for each connection of a client one to an endpoint. When an endpoint does not accept, the next is tried;
 * when none does, the client's connection is reset.
 */
final class TcpRelay {
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(32 << 10, 64 << 10);
    private static final int LARGEST_READ = 32 << 10;

    private final EventLoopGroup eventLoops;
    private final RelaySettings settings;
    private final Candidates candidates;
    private final RelayMetrics metrics;
    private final Function<RelaySocket, @Nullable Target> targets;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** {@code targets}: who answers at a socket now; null once nobody does. */
    TcpRelay(
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

    /** Listens there. Netty stops accepting for a second when accepting fails, as it does without file descriptors. */
    ChannelFuture listen(RelaySocket socket) {
        return new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                // Nothing is read before there is somebody to take it.
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, reads())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accepted(socket, client);
                    }
                })
                .bind(socket.socketAddress());
    }

    /** How many connections there are. */
    int connections() {
        return clients.size();
    }

    /** Resets all connections. */
    void cut() {
        clients.forEach(Pump::reset);
    }

    private void accepted(RelaySocket socket, SocketChannel client) {
        if (metrics.connections.incrementAndGet() > settings.mostConnections()) {
            metrics.connections.decrementAndGet();
            metrics.connectionsRefused.increment();
            Pump.reset(client);
            return;
        }
        clients.add(client);
        var connection = new TcpConnection(client, metrics, this::connect);
        var target = targets.apply(socket);
        if (target == null) {
            Pump.reset(client);
            return;
        }
        var address = client.remoteAddress().getAddress();
        connection.start(
                candidates.of(socket.port(), target, address),
                endpoint -> candidates.took(socket.port(), target, address, endpoint));
    }

    private ChannelFuture connect(SocketChannel client, Endpoint endpoint) {
        return new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .option(ChannelOption.RCVBUF_ALLOCATOR, reads())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel server) {
                        var _ = server.pipeline().addLast(new Pump(server, client));
                    }
                })
                .connect(RelaySocket.socketAddress(endpoint));
    }

    /** One read at a time, so that no more is read than the other side takes. */
    private static AdaptiveRecvByteBufAllocator reads() {
        var reads = new AdaptiveRecvByteBufAllocator(512, 4096, LARGEST_READ);
        reads.maxMessagesPerRead(1);
        return reads;
    }
}
