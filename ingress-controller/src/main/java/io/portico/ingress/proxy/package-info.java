/**
 * The data plane. A {@link io.portico.ingress.model.RoutingTable} comes in through
 * {@link io.portico.ingress.proxy.ProxyEngine#serve}, bytes are forwarded; {@code apply} calls. A request's way:
 *
 * <pre>
 *   client ── :80 ───────────────┐
 *   client ── :443 ─ TLS, SNI ───┤   SniKeyManager picks the certificate
 *                                ▼
 *                              Gate          method, host, route; 308 to https; header hygiene
 *                                │           (400, 404, 405, 503 are answered here)
 *                                ▼
 *                    ProxyHandler (vertx-web-proxy)
 *                                │
 *                            Forwarding      Balancer picks an endpoint; failed connect: another, twice at most
 *                                │           (502, 503, 504)
 *                                ▼
 *                         endpoint of a pod, HTTP/1.1 on a kept connection
 * </pre>
 *
 * The route is looked up once, in the table of that moment; later swaps do not touch the request.
 */
@NullMarked
package io.portico.ingress.proxy;

import org.jspecify.annotations.NullMarked;
