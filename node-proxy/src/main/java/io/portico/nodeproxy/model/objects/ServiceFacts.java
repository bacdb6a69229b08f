package io.portico.nodeproxy.model.objects;

import io.portico.runtime.ObjectRef;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Set;

/**
 * What this proxy needs to know of a Service.
 *
 * @param about the object itself
 * @param created its creation time as the API server writes it, so that the older sorts first
 * @param clusterIps at most one of each family; none for a headless Service or one of type ExternalName
 * @param externalAddresses {@code spec.externalIPs} and the load balancer's, without those of {@code ipMode: Proxy}
 * @param guardedAddresses those of {@code externalAddresses} that only {@code sourceRanges} may use; none when the
 *     Service asks for no ranges
 * @param sourceRanges of both families, none of them inside another
 * @param local the policies that ask for endpoints of this node only
 * @param affinitySeconds for how long after its last connection a client comes back to the same endpoint; 0 for no
 *     session affinity
 * @param healthCheckNodePort where load balancers ask whether this node has endpoints; 0 for nowhere
 * @param ports that can be forwarded
 */
public record ServiceFacts(
        ObjectRef about,
        String created,
        List<Address> clusterIps,
        List<Address> externalAddresses,
        List<Address> guardedAddresses,
        List<Cidr> sourceRanges,
        Set<LocalPolicy> local,
        int affinitySeconds,
        int healthCheckNodePort,
        List<Port> ports) {

    /**
     * A port of a Service.
     *
     * @param name empty when it has none
     * @param number 1 to 65535
     * @param nodePort 0 when it has none
     */
    public record Port(String name, Protocol protocol, int number, int nodePort) {}

    /** Copies the lists. */
    public ServiceFacts {
        clusterIps = List.copyOf(clusterIps);
        externalAddresses = List.copyOf(externalAddresses);
        guardedAddresses = List.copyOf(guardedAddresses);
        sourceRanges = List.copyOf(sourceRanges);
        local = Set.copyOf(local);
        ports = List.copyOf(ports);
    }

    /** Whether it has a ClusterIP of that family; it is served in no other. */
    public boolean hasFamily(Family family) {
        return clusterIps.stream().anyMatch(address -> address.family() == family);
    }

    /** The Service's name. */
    public NamespacedName name() {
        return new NamespacedName(about.namespace(), about.name());
    }
}
