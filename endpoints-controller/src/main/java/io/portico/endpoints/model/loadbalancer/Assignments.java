package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives addresses away, one Service after the other. A Service gets an address when all of its ports are free there: an
 * address in its status promises all of them.
 */
final class Assignments {
    private final LoadBalancerChoices choices;
    private final Candidates candidates;
    private final HostPortTable hostPorts;
    /** Ports that more than one Service has: only these can be in each other's way. */
    private final Set<TransportPort> contended = new HashSet<>();

    private final Map<Claim, NamespacedName> taken = new HashMap<>();

    private record Claim(Address ip, TransportPort port) {}

    /** A port that is not free because another Service has it, or pods, each on its own node. */
    private record Obstacle(TransportPort port, Optional<NamespacedName> service) {}

    /**
     * Where an obstacle is met.
     *
     * @param pod as {@code namespace/name}; empty where it is a Service
     */
    private record Met(Candidates.NodeAddress address, String pod) {}

    /**
     * What one Service gets.
     *
     * @param yielding what to say about pods whose ports at these addresses are the Service's
     */
    record Assigned(List<Candidates.NodeAddress> addresses, List<Shortcoming> shortcomings, List<Problem> yielding) {}

    Assignments(LoadBalancerWorld world, LoadBalancerChoices choices) {
        this.choices = choices;
        candidates = new Candidates(world.nodes());
        hostPorts = new HostPortTable(world.hostPorts());
        var seen = new HashSet<TransportPort>();
        world.services().stream()
                .flatMap(service -> service.ports().stream())
                .filter(port -> !seen.add(port))
                .forEach(contended::add);
    }

    /** Takes what the Service has by other ways than from here. */
    void claim(LoadBalancerService service, Collection<String> ips) {
        ips.stream().flatMap(ip -> Address.parseSloppy(ip).stream()).forEach(ip -> claim(service, ip));
    }

    /** Older Services must have been assigned theirs before. */
    Assigned assign(LoadBalancerService service, Set<String> readyNodes) {
        var refused =
                service.ports().stream().flatMap(port -> refusal(port).stream()).toList();
        if (!refused.isEmpty()) {
            return new Assigned(List.of(), refused, List.of());
        }
        var choice = candidates.of(service, readyNodes);
        var doubtful = service.ports().stream()
                .filter(port -> contended.contains(port) || hostPorts.holds(port))
                .toList();
        var had = doubtful.isEmpty() ? Set.<Claim>of() : had(service);
        var hadSomewhere = had.stream().map(Claim::port).collect(Collectors.toSet());
        var yielding = new YieldingPods(service.key());
        var given = new ArrayList<Candidates.NodeAddress>();
        var withheld = new LinkedHashMap<Obstacle, List<Met>>();
        for (var address : choice.addresses()) {
            var free = true;
            for (var port : doubtful) {
                var claim = new Claim(address.ip(), port);
                var other = taken.get(claim);
                // Once it is the Service's it stays so: a pod that comes to the node later takes nothing away, not
                // even at an address that was away meanwhile or is new.
                var until = hadSomewhere.contains(port) ? service.assignedSince() : "";
                var pod = had.contains(claim) ? Optional.<HostPorts>empty() : hostPorts.holder(port, address, until);
                if (other != null && !other.equals(service.key())) {
                    free = false;
                    meet(withheld, new Obstacle(port, Optional.of(other)), new Met(address, ""));
                } else if (pod.isPresent()) {
                    free = false;
                    meet(
                            withheld,
                            new Obstacle(port, Optional.empty()),
                            new Met(address, pod.get().pod()));
                }
            }
            if (free) {
                given.add(address);
                claim(service, address.ip());
                doubtful.forEach(
                        port -> hostPorts.claimants(port, address).forEach(pod -> yielding.add(pod, port, address)));
            }
        }
        var shortcomings = new ArrayList<>(choice.shortcoming().stream().toList());
        withheld.forEach((obstacle, places) -> shortcomings.add(shortcoming(obstacle, places)));
        return new Assigned(given, shortcomings, yielding.problems());
    }

    /** What stands in its status, as the addresses that it has and the ports that it had when it got each. */
    private static Set<Claim> had(LoadBalancerService service) {
        var had = new HashSet<Claim>();
        for (var entry : service.published().ingress()) {
            Address.parseSloppy(entry.ip())
                    .ifPresent(ip -> entry.ports().forEach(port -> had.add(new Claim(ip, port))));
        }
        return had;
    }

    private static void meet(Map<Obstacle, List<Met>> withheld, Obstacle obstacle, Met place) {
        withheld.computeIfAbsent(obstacle, _ -> new ArrayList<>()).add(place);
    }

    private Optional<Shortcoming> refusal(TransportPort port) {
        if (choices.guardedPorts().contain(port.number())) {
            return Optional.of(Shortcoming.mistake(
                    "GuardedPort",
                    "spec.ports has port %s, which is guarded for the nodes' own use (%s); write another port"
                            .formatted(port, choices.guardedPorts())));
        }
        if (choices.nodePorts().contain(port.number())) {
            return Optional.of(Shortcoming.mistake(
                    "GuardedPort",
                    "spec.ports has port %s, which is in the range of node ports (%s); write another port"
                            .formatted(port, choices.nodePorts())));
        }
        return Optional.empty();
    }

    private static Shortcoming shortcoming(Obstacle obstacle, List<Met> places) {
        var first = places.getFirst();
        var others = places.size() - 1;
        var where = first.address + (others == 0 ? "" : " and " + others + " more");
        return obstacle.service
                .map(older -> Shortcoming.mistake(
                        "AddressConflict",
                        "spec.ports has port %s, which the older Service %s has at %s; write another port here or there, or delete one of the two"
                                .formatted(obstacle.port, older, where)))
                .orElseGet(() -> Shortcoming.mistake(
                        "GuardedPort",
                        "spec.ports has port %s, which pod %s uses at %s; write another port"
                                .formatted(
                                        obstacle.port,
                                        first.pod,
                                        others == 0 ? where : first.address + ", and others at " + others + " more")));
    }

    private void claim(LoadBalancerService service, Address ip) {
        service.ports().stream()
                .filter(contended::contains)
                .forEach(port -> taken.putIfAbsent(new Claim(ip, port), service.key()));
    }
}
