/**
 * Packets between pods, nodes and a client: real ones in {@link io.portico.nodeproxy.packets.TestCluster}, and in
 * {@link io.portico.nodeproxy.packets.TracedCluster} ones that only the model and
 * {@link io.portico.nodeproxy.nft.PacketTracer} know of, in milliseconds. Both are asked alike.
 */
@NullMarked
package io.portico.nodeproxy.packets;

import org.jspecify.annotations.NullMarked;
