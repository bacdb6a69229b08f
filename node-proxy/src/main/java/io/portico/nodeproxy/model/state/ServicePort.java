package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One port of a Service in one address family: where it is asked for and who answers.
 *
 * @param key which one
 * @param name the port's name, empty for none
 * @param clusterIp its ClusterIP of this family
 * @param externalAddresses further addresses at which it answers, under the same port number
 * @param guardedAddresses those of them that only {@code sourceRanges} may use
 * @param nodePort 0 when it has none
 * @param local the policies that ask for {@code endpointsHere} instead of {@code endpoints}
 * @param affinitySeconds as {@link ServiceFacts} has it
 * @param endpoints who gets new connections, numbered by position; none: connections are refused
 * @param endpointsHere as {@code endpoints}, but of this node only; none, while there are elsewhere: packets are
 *     dropped. Empty without such a policy.
 * @param serving who may keep the flows it has: all that still answer, whether they get new ones or not; only for
 *     protocols whose flows have no end
 */
public record ServicePort(
        Key key,
        String name,
        Address clusterIp,
        List<Address> externalAddresses,
        List<Address> guardedAddresses,
        List<Cidr> sourceRanges,
        int nodePort,
        Set<LocalPolicy> local,
        int affinitySeconds,
        List<Endpoint> endpoints,
        List<Endpoint> endpointsHere,
        Set<Endpoint> serving) {

    /**
     * Identifies it.
     *
     * @param number the Service's port, 1 to 65535
     */
    public record Key(NamespacedName service, Family family, Protocol protocol, int number) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::service)
                .thenComparing(Key::family)
                .thenComparing(Key::protocol)
                .thenComparingInt(Key::number);

        /** By what a Service's port is known in that family. */
        static Key of(ServiceFacts service, Family family, ServiceFacts.Port port) {
            return new Key(service.name(), family, port.protocol(), port.number());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Copies the collections. */
    public ServicePort {
        externalAddresses = List.copyOf(externalAddresses);
        guardedAddresses = List.copyOf(guardedAddresses);
        sourceRanges = List.copyOf(sourceRanges);
        local = Set.copyOf(local);
        endpoints = List.copyOf(endpoints);
        endpointsHere = List.copyOf(endpointsHere);
        serving = Set.copyOf(serving);
    }

    /** All addresses at which it answers, without those of the nodes. */
    public Stream<Address> addresses() {
        return Stream.concat(Stream.of(clusterIp), externalAddresses.stream());
    }

    /** Whether it asks for endpoints of this node only. */
    public boolean isLocal(LocalPolicy policy) {
        return local.contains(policy);
    }

    /** Whether a client comes back to the same endpoint. */
    public boolean isSticky() {
        return affinitySeconds > 0;
    }

    /** Two lines or more for an operator: where it is asked for, then who answers. */
    @Override
    public String toString() {
        var text = new StringBuilder(key.service().toString());
        text.append(name.isEmpty() ? "" : ":" + name)
                .append(' ')
                .append(key.protocol().token());
        text.append(' ').append(new Endpoint(clusterIp, key.number()));
        for (var external : externalAddresses) {
            text.append(", ").append(new Endpoint(external, key.number()));
            if (guardedAddresses.contains(external)) {
                text.append(sourceRanges.stream().map(Cidr::toString).collect(Collectors.joining(" ", " from [", "]")));
            }
        }
        text.append(nodePort == 0 ? "" : ", node port " + nodePort).append('\n');
        if (endpoints.isEmpty()) {
            return text.append("  refused: no endpoint is ready\n").toString();
        }
        endpoints.forEach(endpoint -> text.append("  ").append(endpoint).append('\n'));
        if (isSticky()) {
            text.append("  sessionAffinity ClientIP: ").append(affinitySeconds).append(" s\n");
        }
        for (var policy : LocalPolicy.values()) {
            if (isLocal(policy)) {
                text.append("  ").append(policy.field()).append(" Local: ");
                text.append(
                                endpointsHere.isEmpty()
                                        ? "none here, dropped"
                                        : endpointsHere.stream()
                                                .map(Endpoint::toString)
                                                .collect(Collectors.joining(", ")))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
