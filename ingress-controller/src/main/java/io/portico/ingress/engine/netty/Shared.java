package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.RequestMetrics;
import io.portico.ingress.engine.UpstreamSelector;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.runtime.net.Cidr;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
        Consumer<Fault> refusals) {}
