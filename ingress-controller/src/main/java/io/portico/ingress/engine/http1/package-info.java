/**
 * HTTP/1 as bytes (RFC 9112), strict: a message that two readers could understand in two ways is not understood at all.
 * Bytes come in as Netty buffers, and nothing here knows a channel, a thread or a clock. Called by engines.
 *
 * <pre>
 *   bytes ─▶ RequestReader, ResponseReader ─▶ RequestHead, ResponseHead (HeaderBlock, length of the body)
 *         ─▶ BodyReader                    ─▶ parts of the body, trailers (HeaderBlock)
 *
 *   heads, parts, trailers ─▶ MessageWriter ─▶ bytes
 * </pre>
 *
 * What is wrong is thrown as {@link io.portico.ingress.engine.http1.MalformedMessage}, with one
 * {@link io.portico.ingress.engine.http1.Fault} of a fixed list. What is written was read and checked here, or comes
 * from us: no byte of a line or chunk header is ever passed through.
 */
@NullMarked
package io.portico.ingress.engine.http1;

import org.jspecify.annotations.NullMarked;
