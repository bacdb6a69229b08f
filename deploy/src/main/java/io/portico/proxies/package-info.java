/**
 * Proxies side by side: ours in its flavours, nginx and HAProxy, set up to do the same for the same hosts and one
 * endpoint. Called by the benchmark of the data plane, and by what runs the corpus through them.
 *
 * <pre>
 *   Surroundings ─▶ Program.start ─▶ RunningProxy (ports, process)
 *        └─▶ Site: the Ingresses that say the same to ours
 * </pre>
 */
@NullMarked
package io.portico.proxies;

import org.jspecify.annotations.NullMarked;
