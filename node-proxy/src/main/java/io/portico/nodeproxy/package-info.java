/**
 * node-proxy: makes Services reachable on one node. Services and EndpointSlices come in from the API server, one table
 * for IPv4 and one for IPv6 go out to the kernel; nothing else on the node is touched, except that UDP flows to
 * endpoints that are gone are forgotten, and that the command {@code sysctls}, which runs before it and with more
 * rights, sets how long the kernel remembers connections. Nobody calls it:
 * {@link io.portico.nodeproxy.NodeProxyApplication} starts {@link io.portico.nodeproxy.NodeProxy}, and three stations
 * follow one another in one direction.
 *
 * <pre>
 *   watch    informers keep facts of each object, and signal when a fact changed
 *     │      (a few milliseconds of quiet, then the whole world at once)
 *   model    World ─▶ ProxyState ─▶ Ruleset            pure; what /state prints
 *     │
 *   apply    Ruleset ─▶ least Transaction against what was applied last ─▶ nft -f -
 *   or relay RelayPlan ─▶ sockets of this program, where the kernel is out of reach
 * </pre>
 *
 * <p>The rules that were applied stay when this program ends, and after a failure; a transaction takes effect as a
 * whole or not at all. The kernel is never asked for its rules: that is what makes upstream's proxy slow in large
 * clusters. Whether somebody flushed them is found out by a deletion that the kernel must refuse, and whether single
 * elements are gone by deletions that it only checks. The two families are two threads that know nothing of each other.
 */
@NullMarked
package io.portico.nodeproxy;

import org.jspecify.annotations.NullMarked;
