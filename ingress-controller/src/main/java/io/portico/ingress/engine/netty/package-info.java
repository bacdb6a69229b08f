/**
 * The engine made of Netty's channels and the codec of {@link io.portico.ingress.engine.http1}.
 *
 * <pre>
 *   client ── http ── PriorKnowledge ────────────┐
 *   client ── https ─ PlainHttpRefusal, TlsDoor,  ┤  the certificate by SniKeyManager
 *                     ProtocolChoice              ▼
 *                     ClientConnection   (ClientStream)     reads requests, one after the other
 *                  or Http2ClientConnection                 a Http2ClientStream (ClientStream) for each of them
 *                            │  Intake                      refuses, answers, or admits: RequestAdmission, HeaderRules
 *                            ▼
 *                        Exchange                           one request: UpstreamSelector; failures (502, 503, 504), retry
 *                            │
 *                            ▼
 *                    EndpointConnection  (EndpointStream)   kept in the EndpointPool of its endpoint
 *                  or Http2EndpointConnection               a Http2EndpointStream (EndpointStream) for each request
 *                            ▼
 *                     endpoint of a pod
 * </pre>
 *
 * A request stays on the event loop of its client's connection; the {@link io.portico.ingress.engine.netty.Worker} of
 * that loop has all else that it needs: connections to endpoints, timers, the date. So there is no lock, and no thread
 * is changed. Bodies flow part by part: a side is read only while the other takes what comes. What an event makes to be
 * written goes out at the event's end, at once.
 *
 * <p>{@link io.portico.ingress.engine.netty.ClientStream} and {@link io.portico.ingress.engine.netty.EndpointStream}
 * are what an exchange knows of its two sides; whether they speak HTTP/1 is their business alone.
 *
 * <p>Called through {@link io.portico.ingress.engine.ProxyEngine} alone.
 */
@NullMarked
package io.portico.ingress.engine.netty;

import org.jspecify.annotations.NullMarked;
