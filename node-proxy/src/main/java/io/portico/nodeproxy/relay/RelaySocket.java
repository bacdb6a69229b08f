package io.portico.nodeproxy.relay;

import io.portico.nodeproxy.model.state.RelayPlan.NodePort;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One socket of a node port: at one address of this host. */
record RelaySocket(NodePort port, Address address) {
    InetSocketAddress socketAddress() {
        return socketAddress(new Endpoint(address, port.number()));
    }

    static InetSocketAddress socketAddress(Endpoint endpoint) {
        return new InetSocketAddress(InetAddress.ofLiteral(endpoint.address().text()), endpoint.port());
    }

    @Override
    public String toString() {
        return new Endpoint(address, port.number()) + "/" + port.protocol().token();
    }
}
