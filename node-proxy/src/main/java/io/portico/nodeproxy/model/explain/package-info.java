/**
 * Second station, pure: says what becomes of one connection, and why. A
 * {@link io.portico.nodeproxy.model.explain.Question} and the state come in, an
 * {@link io.portico.nodeproxy.model.explain.Explanation} for an operator goes out. The rules are looked up as the
 * kernel looks them up, so the answer names the very element that a packet meets. Called by
 * {@link io.portico.nodeproxy.ExplainEndpoint}.
 */
@NullMarked
package io.portico.nodeproxy.model.explain;

import org.jspecify.annotations.NullMarked;
