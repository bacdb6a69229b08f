/**
 * Third station of a host without the right to program its kernel. A {@link io.portico.nodeproxy.model.state.RelayPlan}
 * comes in; this program listens at each node port that has endpoints, and carries bytes and datagrams between clients
 * and endpoints. Called by {@link io.portico.nodeproxy.NodeProxy} alone, as
 * {@link io.portico.nodeproxy.apply.DataPlane}.
 *
 * <pre>
 *   client ──▶ address:nodePort ── Candidates: the endpoint of last time, else any, then others ──▶ endpoint
 *      TCP      TcpRelay    one connection each side on one event loop, two Pumps between them
 *      UDP      UdpRelay    one socket for each client, until it was idle for too long
 * </pre>
 *
 * <p>These are Netty channels on Vert.x' event loops, not Vert.x' own sockets: those end a connection whole, and a
 * client that has said all it has to say would never hear the answer.
 *
 * <p>Each address has a socket of its own. A datagram's answer then leaves from the address that was asked, and a
 * Service of one family leaves the other alone; one socket for all addresses could do neither.
 */
@NullMarked
package io.portico.nodeproxy.relay;

import org.jspecify.annotations.NullMarked;
