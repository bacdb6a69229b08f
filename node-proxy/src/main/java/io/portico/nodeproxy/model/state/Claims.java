package io.portico.nodeproxy.model.state;

import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has an address and port, or a node port, when several Services ask for it: whose ClusterIP it is before whose
 * external address it is, then the older, then the first by name. That says nothing of the order in which they came.
 *
 * @param claimants the first of each claim; the others follow it
 */
record Claims(PersistentMap<Claims.Claim, Claims.Claimant> claimants) {
    static final Claims NONE = new Claims(PersistentMap.empty());

    private static final Comparator<Claimant> FIRST = Comparator.comparing(Claimant::external)
            .thenComparing(Claimant::service, Comparator.comparing(ServiceFacts::created))
            .thenComparing(Claimant::service, Comparator.comparing(ServiceFacts::name));

    /**
     * What only one Service can have.
     *
     * @param address null for a node port
     */
    record Claim(Family family, Protocol protocol, @Nullable Address address, int port) {
        static Claim at(Address address, ServiceFacts.Port port) {
            return new Claim(address.family(), port.protocol(), address, port.number());
        }

        static Claim nodePort(Family family, ServiceFacts.Port port) {
            return new Claim(family, port.protocol(), null, port.nodePort());
        }
    }

    /** A Service that asks for something, and who is next in line. */
    record Claimant(
            ServiceFacts service,
            boolean external,
            @Nullable Claimant next) {}

    boolean belongsTo(Claim claim, NamespacedName service) {
        var first = claimants.get(claim);
        return first != null && first.service.name().equals(service);
    }

    /** After a Service came, changed or went. Adds to {@code affected} the names of all that have won or lost by it. */
    Claims replacing(@Nullable ServiceFacts before, @Nullable ServiceFacts after, Set<NamespacedName> affected) {
        var changed = claimants;
        for (var claim : wanted(before).keySet()) {
            var first = changed.get(claim);
            if (before != null && first != null) {
                changed = changed.put(claim, without(first, before.name()));
            }
        }
        for (var claimant : wanted(after).entrySet()) {
            changed = changed.with(claimant.getKey(), inserted(claimant.getValue(), changed.get(claimant.getKey())));
        }
        for (var claim : changed.differences(claimants)) {
            var loser = claimants.get(claim);
            var winner = changed.get(claim);
            if (loser != null && (winner == null || !winner.service.name().equals(loser.service.name()))) {
                affected.add(loser.service.name());
            }
            if (winner != null) {
                affected.add(winner.service.name());
            }
        }
        return new Claims(changed);
    }

    private static Map<Claim, Claimant> wanted(@Nullable ServiceFacts service) {
        var wanted = new LinkedHashMap<Claim, Claimant>();
        if (service == null) {
            return wanted;
        }
        var own = new Claimant(service, false, null);
        var external = new Claimant(service, true, null);
        for (var port : service.ports()) {
            for (var clusterIp : service.clusterIps()) {
                wanted.put(Claim.at(clusterIp, port), own);
                if (port.nodePort() != 0) {
                    wanted.putIfAbsent(Claim.nodePort(clusterIp.family(), port), external);
                }
            }
            service.externalAddresses().stream()
                    .filter(address -> service.hasFamily(address.family()))
                    .forEach(address -> wanted.putIfAbsent(Claim.at(address, port), external));
        }
        return wanted;
    }

    private static Claimant inserted(Claimant claimant, @Nullable Claimant first) {
        if (first == null) {
            return claimant;
        }
        return FIRST.compare(claimant, first) <= 0
                ? new Claimant(claimant.service, claimant.external, first)
                : new Claimant(first.service, first.external, inserted(claimant, first.next));
    }

    private static @Nullable Claimant without(Claimant first, NamespacedName service) {
        if (first.service.name().equals(service)) {
            return first.next;
        }
        return first.next == null ? first : new Claimant(first.service, first.external, without(first.next, service));
    }
}
