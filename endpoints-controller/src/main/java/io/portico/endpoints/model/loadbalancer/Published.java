package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.net.Address;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What stands on a Service about its load balancer, or shall stand there.
 *
 * @param finalizer whether {@link #FINALIZER} is among its finalizers
 * @param ingress {@code status.loadBalancer.ingress}
 * @param condition its condition of type {@link #CONDITION}, if it has any
 */
public record Published(boolean finalizer, List<Ingress> ingress, Optional<Condition> condition) {
    /** Upstream's name: a Service stays until its load balancer is gone. */
    public static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

    /**
     * The type of the condition that says how a Service stands with its addresses. By it a Service is also known to be
     * this controller's: it comes and goes in one write with the finalizer and the addresses, and nobody else writes
     * it.
     */
    public static final String CONDITION = "portico.io/AddressesAssigned";

    /** A Service that no load balancer has to do with. */
    static final Published NOTHING = new Published(false, List.of(), Optional.empty());

    /**
     * One entry.
     *
     * @param ip empty where there is a hostname
     * @param hostname empty where there is an IP
     * @param mode {@code VIP}, {@code Proxy}, or empty with a hostname (KEP-1860)
     * @param ports the Service's ports when it got the address: what is written here stays the Service's, whoever comes
     *     to the node later
     */
    public record Ingress(String ip, String hostname, String mode, List<TransportPort> ports) {
        /** A node's address: packets come with it for a destination. */
        static Ingress vip(Address ip, List<TransportPort> ports) {
            return new Ingress(ip.text(), "", "VIP", ports);
        }

        @Override
        public String toString() {
            return ip + hostname + (mode.equals("Proxy") ? " (Proxy)" : "");
        }
    }

    /**
     * The condition of type {@link #CONDITION}.
     *
     * @param assigned whether the Service has every address that there is for it
     * @param reason CamelCase
     * @param message a sentence
     */
    public record Condition(boolean assigned, String reason, String message) {
        @Override
        public String toString() {
            return (assigned ? "True " : "False ") + reason + ": " + message;
        }
    }

    /** Whether anybody has published or is about to. */
    boolean isTaken() {
        return finalizer || !ingress.isEmpty();
    }

    /** The addresses as one line; {@code none} for none. */
    public String addresses() {
        return ingress.isEmpty()
                ? "none"
                : ingress.stream().map(Ingress::toString).collect(Collectors.joining(", "));
    }
}
