/**
 * The data plane. A {@link io.portico.ingress.model.routing.RoutingTable} comes in through
 * {@link io.portico.ingress.engine.ProxyEngine#serve}, bytes are forwarded; {@code apply} calls. What is decided of a
 * request is here, and knows no library; what moves its bytes is an engine, in a package of its own, which asks:
 *
 * <pre>
 *   head of a request ─▶ RequestAdmission   method, host; the listener's route      (400, 404, 405, 503 are answered)
 *                            FilterChain    what the route's filters answer          (308 to https, 503)
 *                     ─▶ HeaderRules        what its headers lose and gain
 *                     ─▶ UpstreamSelector   an endpoint; after a failed connect another
 *                     ─▶ RequestMetrics     counted until it ends
 * </pre>
 *
 * The route is looked up once, in the table of that moment; later swaps do not touch the request. Engines do not know
 * each other.
 */
@NullMarked
package io.portico.ingress.engine;

import org.jspecify.annotations.NullMarked;
