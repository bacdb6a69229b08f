package io.portico.ingress.engine.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.portico.ingress.model.routing.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;

/** Opens connections to an endpoint, on one event loop. */
final class Connector {
    private final Worker worker;
    private final InetSocketAddress address;
    private final Function<Channel, ChannelHandler> handlers;

    /** @param handlers what speaks on a new connection */
    Connector(Worker worker, Endpoint endpoint, Function<Channel, ChannelHandler> handlers) {
        this.worker = worker;
        this.address = new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port());
        this.handlers = handlers;
    }

    /** A new one, to be there in that time. */
    ChannelFuture connect(Duration timeout) {
        return new Bootstrap()
                .group(worker.loop())
                .channelFactory(NioSocketChannel::new)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.AUTO_READ, false)
                // An endpoint that stops reading may have answered before: its answer is still to be read.
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.RCVBUF_ALLOCATOR, Limits.RECEIVE)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Limits.WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handlers.apply(channel));
                    }
                })
                .connect(address);
    }
}
