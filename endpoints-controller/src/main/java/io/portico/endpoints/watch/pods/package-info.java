/**
 * Pods, which are the many: read from the API server as protobuf, compressed, one at a time, so that neither a list nor
 * a whole pod is ever in memory. {@link io.portico.endpoints.watch.pods.PodReflector} lists, watches, and fills the
 * store that {@code watch} hands it, which reduces each pod further.
 *
 * <pre>
 *   API server ──gzip──▶ ResponseStream ──bytes──▶ WireReader ──fields──▶ PodDecoder ──▶ Sink
 * </pre>
 */
@NullMarked
package io.portico.endpoints.watch.pods;

import org.jspecify.annotations.NullMarked;
