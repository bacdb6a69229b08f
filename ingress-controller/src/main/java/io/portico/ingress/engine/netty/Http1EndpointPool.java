package io.portico.ingress.engine.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.portico.ingress.engine.UpstreamSelector.Load;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Connections that speak HTTP/1.1, one request at a time each. The one used last is taken first, so that the others may
 * go.
 */
final class Http1EndpointPool implements EndpointPool {
    private static final Logger LOG = Logger.getLogger(Http1EndpointPool.class);

    private final Worker worker;
    private final Load load;
    private final Connector connector;
    private final FailureLog failures;
    private final ArrayDeque<EndpointConnection> idle = new ArrayDeque<>();
    private final Set<ChannelFuture> connecting = new HashSet<>();
    private int open;

    Http1EndpointPool(Worker worker, Load load) {
        this.worker = worker;
        this.load = load;
        this.failures = new FailureLog(load.endpoint());
        this.connector = new Connector(worker, load.endpoint(), channel -> new EndpointConnection(this, channel));
    }

    Worker worker() {
        return worker;
    }

    @Override
    public FailureLog failures() {
        return failures;
    }

    @Override
    public void serve(Exchange exchange) {
        var kept = kept();
        if (kept == null) {
            connect(exchange);
        } else {
            exchange.attach(kept, true);
        }
    }

    private @Nullable EndpointConnection kept() {
        while (!load.isGone()) {
            var connection = idle.pollLast();
            if (connection == null || connection.isUsable()) {
                return connection;
            }
        }
        return null;
    }

    @Override
    public void connect(Exchange exchange) {
        if (open >= Limits.CONNECTIONS_PER_ENDPOINT) {
            exchange.connectFailed(EndpointFailure.BUSY);
            return;
        }
        open++;
        var future = connector.connect(exchange.policy().connectTimeout());
        connecting.add(future);
        var _ = future.addListener((ChannelFuture connected) -> {
            connecting.remove(connected);
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

    @Override
    public void close() {
        List.copyOf(connecting).forEach(future -> future.cancel(false));
        for (var connection : List.copyOf(idle)) {
            connection.cancel();
        }
    }
}
