package io.portico.nodeproxy.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.portico.runtime.net.Endpoint;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One connection of a client, on one event loop: finds an endpoint that accepts, then lets two {@link Pump}s carry it
 * on. It counts until both its sockets are closed.
 */
final class TcpConnection {
    private final SocketChannel client;
    private final RelayMetrics metrics;
    private final BiFunction<SocketChannel, Endpoint, ChannelFuture> connector;
    private int openSockets;

    /** {@code connector} opens a socket to an endpoint whose pump feeds that client. */
    TcpConnection(
            SocketChannel client, RelayMetrics metrics, BiFunction<SocketChannel, Endpoint, ChannelFuture> connector) {
        this.client = client;
        this.metrics = metrics;
        this.connector = connector;
        count(client);
    }

    /** Tries the endpoints in that order; {@code took} hears of the one that accepts. */
    void start(List<Endpoint> endpoints, Consumer<Endpoint> took) {
        var endpoint = endpoints.getFirst();
        var _ = connector.apply(client, endpoint).addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                took.accept(endpoint);
                join((SocketChannel) connected.channel());
                return;
            }
            metrics.connectFailures.increment();
            if (endpoints.size() > 1 && client.isActive()) {
                start(endpoints.subList(1, endpoints.size()), took);
            } else {
                metrics.unanswered.increment();
                Pump.reset(client);
            }
        });
    }

    private void join(SocketChannel server) {
        count(server);
        if (!client.isActive()) {
            Pump.reset(server);
            return;
        }
        var _ = client.pipeline().addLast(new Pump(client, server));
        var _ = client.config().setAutoRead(true);
        var _ = server.config().setAutoRead(true);
    }

    private void count(SocketChannel socket) {
        openSockets++;
        var _ = socket.closeFuture().addListener(_ -> {
            if (--openSockets == 0) {
                metrics.connections.decrementAndGet();
            }
        });
    }
}
