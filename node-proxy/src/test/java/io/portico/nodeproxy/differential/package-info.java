/**
 * Upstream's proxy beside this one: a random cluster on a real API server, which kube-proxy watches, and of which it
 * must choose the same endpoints as {@link io.portico.nodeproxy.model.state.ProxyState} does. Compared are lines of
 * text, one for each endpoint, refusal and drop, as {@link io.portico.nodeproxy.differential.Chosen} writes them.
 */
@NullMarked
package io.portico.nodeproxy.differential;

import org.jspecify.annotations.NullMarked;
