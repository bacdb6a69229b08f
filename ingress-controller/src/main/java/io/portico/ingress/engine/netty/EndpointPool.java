package io.portico.ingress.engine.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.portico.ingress.engine.UpstreamSelector.Load;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one endpoint. The one used last is taken first, so that the others may go. */
final class EndpointPool {
    private static final Logger LOG = Logger.getLogger(EndpointPool.class);

    private final Worker worker;
    private final Load load;
    private final InetSocketAddress address;
    private final ArrayDeque<EndpointConnection> idle = new ArrayDeque<>();
    private int open;

    EndpointPool(Worker worker, Load load) {
        this.worker = worker;
        this.load = load;
        var endpoint = load.endpoint();
        this.address = new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port());
    }

    Worker worker() {
        return worker;
    }

    /** One that waits for a request; null when there is none. */
    @Nullable
    EndpointConnection take() {
        while (!load.isGone()) {
            var connection = idle.pollLast();
            if (connection == null || connection.isUsable()) {
                return connection;
            }
        }
        return null;
    }

    /** Makes a new one, and hands it to the exchange. */
    void connect(Exchange exchange) {
        if (open >= Limits.CONNECTIONS_PER_ENDPOINT) {
            exchange.connectFailed(EndpointFailure.BUSY);
            return;
        }
        open++;
        var _ = bootstrap(exchange.policy().connectTimeout())
                .connect(address)
                .addListener((ChannelFuture connected) -> {
                    try {
                        connected(connected, exchange);
                    } catch (RuntimeException e) {
                        LOG.errorf(e, "a request to %s is given up", load.endpoint());
                        exchange.broken();
                    }
                    worker.flush();
                });
    }

    private void connected(ChannelFuture connected, Exchange exchange) {
        if (!connected.isSuccess()) {
            open--;
            exchange.connectFailed(
                    connected.cause() instanceof ConnectTimeoutException
                            ? EndpointFailure.UNREACHABLE
                            : EndpointFailure.REFUSED);
            return;
        }
        var connection = connected.channel().pipeline().get(EndpointConnection.class);
        if (!exchange.connected(connection)) {
            connection.release();
        }
    }

    /** Keeps one for the next request; whether it may stay. */
    boolean keep(EndpointConnection connection) {
        return !load.isGone() && idle.add(connection);
    }

    /** One has ended. */
    void ended(EndpointConnection connection) {
        open--;
        idle.remove(connection);
    }

    /** Closes those that wait; the others end with their request. */
    void close() {
        for (var connection : List.copyOf(idle)) {
            connection.cancel();
        }
    }

    private Bootstrap bootstrap(Duration timeout) {
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
                        channel.pipeline().addLast(new EndpointConnection(EndpointPool.this, channel));
                    }
                });
    }
}
