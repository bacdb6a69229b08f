package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.portico.ingress.engine.UpstreamSelector.Load;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Connections that speak HTTP/2 by prior knowledge (RFC 9113 §3.3). All requests share one, up to as many as the
 * endpoint takes at a time; then there is another.
 */
final class Http2EndpointPool implements EndpointPool {
    private static final Logger LOG = Logger.getLogger(Http2EndpointPool.class);

    private final Worker worker;
    private final Load load;
    private final Connector connector;
    private final FailureLog failures;
    private final List<Http2EndpointConnection> connections = new ArrayList<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    /** The connection that is coming about, up to the endpoint's SETTINGS, which say how much it takes. */
    private @Nullable ChannelFuture starting;

    Http2EndpointPool(Worker worker, Load load) {
        this.worker = worker;
        this.load = load;
        this.failures = new FailureLog(load.endpoint());
        this.connector =
                new Connector(worker, load.endpoint(), channel -> new Http2Servers(worker, channel, this).handler());
    }

    @Override
    public FailureLog failures() {
        return failures;
    }

    @Override
    public void serve(Exchange exchange) {
        for (var connection : connections) {
            if (connection.isUsable()) {
                exchange.attach(connection.stream(), true);
                return;
            }
        }
        connect(exchange);
    }

    @Override
    public void connect(Exchange exchange) {
        if (connections.size() >= Limits.CONNECTIONS_PER_ENDPOINT) {
            exchange.connectFailed(EndpointFailure.BUSY);
            return;
        }
        waiting.add(exchange);
        if (starting == null) {
            start(exchange.policy().connectTimeout());
        }
    }

    private void start(Duration timeout) {
        var future = connector.connect(timeout);
        starting = future;
        var _ = future.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                connected
                        .channel()
                        .pipeline()
                        .get(Http2EndpointConnection.class)
                        .awaitSettings(timeout);
            } else {
                failed(
                        connected.cause() instanceof ConnectTimeoutException
                                ? EndpointFailure.UNREACHABLE
                                : EndpointFailure.REFUSED);
            }
            worker.flush();
        });
    }

    private void failed(EndpointFailure failure) {
        starting = null;
        var left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(exchange -> exchange.connectFailed(failure));
    }

    /** One has heard how much its endpoint takes. */
    void started(Http2EndpointConnection connection) {
        starting = null;
        connections.add(connection);
        var served = List.copyOf(waiting);
        waiting.clear();
        for (var exchange : served) {
            try {
                if (connection.isUsable()) {
                    var _ = exchange.connected(connection.stream());
                } else {
                    connect(exchange);
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "a request to %s is given up", load.endpoint());
                exchange.broken();
            }
        }
        if (load.isGone()) {
            connection.endWhenIdle();
        }
    }

    /** One is no more. */
    void ended(Http2EndpointConnection connection) {
        if (!connections.remove(connection)) {
            failed(EndpointFailure.REFUSED);
        }
    }

    @Override
    public void close() {
        var future = starting;
        if (future != null) {
            var _ = future.channel().close();
        }
        List.copyOf(connections).forEach(Http2EndpointConnection::endWhenIdle);
    }
}
