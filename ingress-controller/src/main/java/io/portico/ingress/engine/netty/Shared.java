package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.Peer;
import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.runtime.net.Cidr;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of an engine share.
 *
 * @param tables the table of this moment
 * @param proxyProtocol whether connections of trusted proxies begin with a PROXY header
 * @param draining whether each connection is to end with its request
 * @param refusals told why a request was refused
 */
record Shared(
        Supplier<RoutingTable> tables,
        Intake intake,
        RequestMetrics metrics,
        UpstreamSelector selector,
        List<Cidr> trustedProxies,
        boolean proxyProtocol,
        BooleanSupplier draining,
        Consumer<Fault> refusals) {
    /**
     * Takes a request in: it was answered, or goes on by the exchange that comes back, not started yet.
     *
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it makes no sense
     */
    @Nullable
    Exchange admit(RequestHead head, Peer peer, Listener.Key listener, Worker worker, ClientStream client) {
        return switch (intake.take(head, peer, listener, tables.get())) {
            case Intake.Answer(var route, var local) -> {
                var measurement = metrics.begin(route);
                client.answer(local);
                var _ = measurement.end(local.status());
                yield null;
            }
            case Intake.Forward(var route, var upstream, var request) ->
                new Exchange(worker, selector, client, request, upstream, metrics.begin(route));
        };
    }
}
