package io.portico.nodeproxy.nft;

import java.util.Set;

/**
 * The first packet of a connection, as it comes to a node's tables.
 *
 * @param link the interface that it comes in by; empty when a process of the node itself sends it
 * @param source address
 * @param destination address
 * @param protocol as rules name it: {@code tcp}
 * @param port of the destination
 * @param nodeAddresses all addresses of the node, of the packet's family
 */
public record Packet(
        String link, String source, String destination, String protocol, int port, Set<String> nodeAddresses) {

    /** The same on its way to another destination. */
    Packet to(String otherDestination, int otherPort) {
        return new Packet(link, source, otherDestination, protocol, otherPort, nodeAddresses);
    }

    boolean isFromNode() {
        return link.isEmpty();
    }

    boolean isForNode() {
        return nodeAddresses.contains(destination);
    }
}
