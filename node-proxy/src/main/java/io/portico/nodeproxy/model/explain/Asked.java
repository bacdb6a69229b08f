package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the Service port that an address and a port number belong to. */
final class Asked {
    private final Collection<ServicePort> ports;
    private final Question question;

    Asked(Collection<ServicePort> ports, Question question) {
        this.ports = ports.stream()
                .filter(port -> port.key().family() == question.address().family())
                .toList();
        this.question = question;
    }

    /** The port whose ClusterIP or external address it is. */
    Optional<ServicePort> atAddress() {
        return ports.stream()
                .filter(port -> port.key().number() == question.port() && isProtocol(port))
                .filter(port -> port.addresses().anyMatch(question.address()::equals))
                .findFirst();
    }

    /** The port that has that node port. */
    Optional<ServicePort> atNodePort() {
        return ports.stream()
                .filter(port -> port.nodePort() == question.port() && isProtocol(port))
                .findFirst();
    }

    /** What Service has the address, and under which ports; empty when none has. */
    String ownerOfAddress() {
        var owners = ports.stream()
                .filter(port -> port.addresses().anyMatch(question.address()::equals))
                .toList();
        if (owners.isEmpty()) {
            return "";
        }
        var numbers = owners.stream()
                .map(port -> port.key().number() + "/" + port.key().protocol().token())
                .collect(Collectors.joining(", "));
        var service = owners.getFirst().key().service();
        return question.address() + " belongs to Service " + service + ", which has " + numbers + " and not "
                + question.port() + "/" + question.protocol().token();
    }

    /** How the address belongs to the port. */
    static String role(ServicePort port, Address address) {
        if (port.clusterIp().equals(address)) {
            return "its ClusterIP";
        }
        return port.externalAddresses().contains(address) ? "an external address of it" : "its node port";
    }

    /** Who answers when that policy applies, or when it does not. */
    static List<Endpoint> answering(ServicePort port, boolean localOnly) {
        return localOnly ? port.endpointsHere() : port.endpoints();
    }

    static boolean isClusterIpOf(ServicePort port, Address address) {
        return port.clusterIp().equals(address);
    }

    /** Why nobody answers. */
    static String nobody(ServicePort port, boolean localOnly, LocalPolicy policy) {
        return localOnly && !port.endpoints().isEmpty()
                ? policy.field() + " is Local and no endpoint of this node is ready"
                : "no endpoint is ready";
    }

    private boolean isProtocol(ServicePort port) {
        Protocol protocol = port.key().protocol();
        return protocol == question.protocol();
    }
}
