/**
 * Third station. A {@link io.portico.nodeproxy.model.state.ProxyState} comes in; the node's two tables become what its
 * ruleset says, by the least transaction, and UDP flows to endpoints that are gone are forgotten. Nothing else on the
 * node is touched: when this program ends the rules stay, and the node goes on forwarding. Called by
 * {@link io.portico.nodeproxy.NodeProxy} alone, by one thread.
 */
@NullMarked
package io.portico.nodeproxy.apply;

import org.jspecify.annotations.NullMarked;
