/**
 * Objects from the API server, read as protobuf, compressed, one at a time, so that neither a list nor a whole object
 * is ever in memory: {@link io.portico.runtime.reflector.Reflector} lists a {@link io.portico.runtime.reflector.Kind},
 * watches it, and fills the {@link io.portico.runtime.reflector.Sink} that its caller hands it, which keeps what it
 * wants. What is written, and what comes seldom, goes by the client's own ways; docs/decisions/0004-protobuf.md says
 * why there are two.
 *
 * <pre>
 *   API server ──gzip──▶ ResponseStream ──bytes──▶ WireReader ──fields──▶ decode/ ──objects──▶ Sink
 * </pre>
 */
@NullMarked
package io.portico.runtime.reflector;

import org.jspecify.annotations.NullMarked;
