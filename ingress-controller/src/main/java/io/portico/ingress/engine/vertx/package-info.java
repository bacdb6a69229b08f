/**
 * The engine made of vertx-web-proxy. It must not face hostile traffic: see docs/architecture.md. Its parts, in the
 * order in which a request meets them:
 *
 * <pre>
 *   client ── http ──────────────┐
 *   client ── https ─ TLS, SNI ──┤   SniKeyManager picks the certificate
 *                                ▼
 *                          RequestHandler    asks RequestAdmission; header rules
 *                                │
 *                                ▼
 *                    ProxyHandler (vertx-web-proxy)
 *                                │
 *                            Forwarding      UpstreamSelector picks an endpoint; failed connect: another
 *                                │           (502, 503, 504)
 *                                ▼
 *                         endpoint of a pod, HTTP/1.1 on a kept connection
 * </pre>
 *
 * Called through {@link io.portico.ingress.engine.ProxyEngine} alone.
 */
@NullMarked
package io.portico.ingress.engine.vertx;

import org.jspecify.annotations.NullMarked;
