package io.portico.nodeproxy.histories;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Places;
import io.portico.nodeproxy.packets.Places.Place;
import io.portico.nodeproxy.packets.Probe;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says what must come of a connection by the words of the API: KEP-1669 (endpoints that end), KEP-2086 (internal
 * policy), KEP-2433 and KEP-3015 (hints), KEP-3866 (who counts as outside), kubernetes#135593 (addresses used again).
 * It reads API objects itself and shares no code with what it judges.
 */
final class Oracle {
    private final List<Service> services;
    private final List<EndpointSlice> slices;
    private final Map<String, String> zones;

    /**
     * A judgement.
     *
     * @param answers all that may come
     * @param sticky the Service's port, when one client always gets the same of them
     */
    record Judgement(Set<Answer> answers, Optional<StickyPort> sticky) {
        private Judgement(Answer answer) {
            this(Set.of(answer), Optional.empty());
        }
    }

    /** What a node remembers clients by. */
    record StickyPort(String node, String service, String port, boolean six, String client) {}

    /** {@code zones} has those nodes' that have one. */
    Oracle(List<Service> services, List<EndpointSlice> slices, Map<String, String> zones) {
        this.services = services;
        this.slices = slices;
        this.zones = zones;
    }

    /** What must come of that probe. */
    Judgement judge(Probe probe) {
        var from = Places.place(probe.from());
        if (from.isNode()) {
            return at(from, true, addressTowards(from, probe.address()), probe);
        }
        if (from.isPod()) {
            return at(Places.place(from.node()), false, from.addressLike(probe.address()), probe);
        }
        return onLink(probe, from.addressLike(probe.address()));
    }

    private Judgement at(Place node, boolean own, String source, Probe probe) {
        var isHere = ownAddresses(node, probe.address()).contains(probe.address());
        for (var service : services) {
            for (var port : service.getSpec().getPorts()) {
                if (!port.getProtocol().toLowerCase(Locale.ROOT).equals(probe.protocol())
                        || !hasFamilyOf(service, probe.address())) {
                    continue;
                }
                var asked = new Asked(node, own, source, probe.address(), service, port);
                var numberFits = port.getPort() == probe.port();
                if (numberFits && service.getSpec().getClusterIPs().contains(probe.address())) {
                    return internal(asked);
                }
                if (numberFits && balanced(service).contains(probe.address())) {
                    var ranges = service.getSpec().getLoadBalancerSourceRanges();
                    return ranges.isEmpty() || ranges.stream().anyMatch(range -> isIn(range, source))
                            ? external(asked)
                            : new Judgement(new Answer.Silence());
                }
                if (numberFits && service.getSpec().getExternalIPs().contains(probe.address())) {
                    return external(asked);
                }
                if (isHere && port.getNodePort() != null && port.getNodePort() == probe.port()) {
                    return external(asked);
                }
            }
        }
        if (isHere
                || services.stream().anyMatch(s -> s.getSpec().getClusterIPs().contains(probe.address()))) {
            return new Judgement(new Answer.Refused());
        }
        return onLink(probe, source);
    }

    /** Without a Service's part in it. */
    private Judgement onLink(Probe probe, String source) {
        return Places.at(probe.address())
                .filter(Place::isNode)
                .map(node -> at(node, false, source, probe))
                .orElseGet(() -> new Judgement(new Answer.NoWay()));
    }

    private record Asked(Place node, boolean own, String source, String address, Service service, ServicePort port) {
        boolean isFromHere() {
            return own
                    || Places.at(source)
                            .filter(p -> p.isPod() && p.node().equals(node.name()))
                            .isPresent();
        }
    }

    private Judgement internal(Asked asked) {
        var local = "Local".equals(asked.service.getSpec().getInternalTrafficPolicy());
        return choice(asked, local, asked.own);
    }

    private Judgement external(Asked asked) {
        if (!"Local".equals(asked.service.getSpec().getExternalTrafficPolicy())) {
            return choice(asked, false, true);
        }
        return choice(asked, !asked.isFromHere(), asked.own);
    }

    private Judgement choice(Asked asked, boolean local, boolean masquerade) {
        var everywhere = usable(asked, _ -> true);
        if (everywhere.isEmpty()) {
            return new Judgement(new Answer.Refused());
        }
        var chosen = local ? usable(asked, e -> asked.node.name().equals(e.getNodeName())) : nearest(asked, everywhere);
        if (chosen.isEmpty()) {
            return new Judgement(new Answer.Silence());
        }
        var answers = new HashSet<Answer>();
        for (var endpoint : chosen) {
            var seen =
                    masquerade || endpoint.equals(asked.source) ? addressTowards(asked.node, endpoint) : asked.source;
            answers.add(new Answer.By(Places.at(endpoint).orElseThrow().name(), seen));
        }
        var sticky = "ClientIP".equals(asked.service.getSpec().getSessionAffinity());
        return new Judgement(
                answers,
                sticky
                        ? Optional.of(new StickyPort(
                                asked.node.name(),
                                asked.service.getMetadata().getName(),
                                asked.port.getName(),
                                asked.address.contains(":"),
                                asked.source))
                        : Optional.empty());
    }

    /** The ready ones of them, else those that end but still serve. */
    private Set<String> usable(Asked asked, Predicate<Endpoint> which) {
        var ready = new HashSet<String>();
        var ending = new HashSet<String>();
        for (var endpoint : endpoints(asked)) {
            var conditions = Optional.ofNullable(endpoint.getConditions());
            var isReady = conditions.map(c -> c.getReady()).orElse(true);
            var serves = conditions.map(c -> c.getServing()).orElse(isReady);
            var ends = conditions.map(c -> c.getTerminating()).orElse(false);
            if (which.test(endpoint) && isReady) {
                ready.add(endpoint.getAddresses().getFirst());
            } else if (which.test(endpoint) && serves && ends) {
                ending.add(endpoint.getAddresses().getFirst());
            }
        }
        return ready.isEmpty() ? ending : ready;
    }

    /** Those of them that the hints leave to the node, if all that are ready have such hints. */
    private Set<String> nearest(Asked asked, Set<String> everywhere) {
        var zone = zones.get(asked.node.name());
        var forNode = new HashMap<String, Set<String>>();
        var forZone = new HashMap<String, Set<String>>();
        for (var endpoint : endpoints(asked)) {
            var address = endpoint.getAddresses().getFirst();
            var names = forNode.computeIfAbsent(address, _ -> new HashSet<>());
            var places = forZone.computeIfAbsent(address, _ -> new HashSet<>());
            if (endpoint.getHints() != null) {
                endpoint.getHints().getForNodes().forEach(hint -> names.add(hint.getName()));
                endpoint.getHints().getForZones().forEach(hint -> places.add(hint.getName()));
            }
        }
        var ready = new HashSet<>(usable(
                asked, e -> e.getConditions() == null || e.getConditions().getReady()));
        forNode.keySet().retainAll(ready);
        forZone.keySet().retainAll(ready);
        var near = meantFor(asked.node.name(), forNode);
        if (near.isEmpty() && zone != null) {
            near = meantFor(zone, forZone);
        }
        return near.isEmpty() ? everywhere : near;
    }

    private static Set<String> meantFor(String wanted, Map<String, Set<String>> hints) {
        var meant = new HashSet<String>();
        if (hints.values().stream().noneMatch(Set::isEmpty)) {
            hints.forEach((address, names) -> {
                if (names.contains(wanted)) {
                    meant.add(address);
                }
            });
        }
        return meant;
    }

    private List<Endpoint> endpoints(Asked asked) {
        var family = asked.address.contains(":") ? "IPv6" : "IPv4";
        var name = asked.service.getMetadata().getName();
        var endpoints = new ArrayList<Endpoint>();
        for (var slice : slices) {
            if (family.equals(slice.getAddressType())
                    && name.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name"))
                    && slice.getPorts().stream().anyMatch(p -> p.getName().equals(asked.port.getName()))) {
                endpoints.addAll(slice.getEndpoints());
            }
        }
        var byAddress = new LinkedHashMap<String, Endpoint>();
        endpoints.forEach(endpoint -> byAddress.merge(
                endpoint.getAddresses().getFirst(), endpoint, (one, other) -> rank(one) <= rank(other) ? one : other));
        return List.copyOf(byAddress.values());
    }

    /** Which of several entries of one address is to be believed: the least, and of equals any. */
    static Integer rank(Endpoint endpoint) {
        var conditions = Optional.ofNullable(endpoint.getConditions());
        var isReady = conditions.map(EndpointConditions::getReady).orElse(true);
        var serves = conditions.map(EndpointConditions::getServing).orElse(isReady);
        var ends = conditions.map(EndpointConditions::getTerminating).orElse(false);
        return (ends ? 4 : 0) + (isReady ? 0 : 2) + (serves ? 0 : 1);
    }

    /** A Service of one family is asked for in that family alone, by whatever address. */
    private static boolean hasFamilyOf(Service service, String address) {
        return service.getSpec().getClusterIPs().stream().anyMatch(ip -> ip.contains(":") == address.contains(":"));
    }

    private static List<String> balanced(Service service) {
        return service.getStatus().getLoadBalancer().getIngress().stream()
                .map(LoadBalancerIngress::getIp)
                .toList();
    }

    private static Set<String> ownAddresses(Place node, String like) {
        return Set.of(node.addressLike(like), node.gatewayLike(like));
    }

    /** The one that a node's own packet to there carries, and a masqueraded one. */
    private static String addressTowards(Place node, String destination) {
        if (ownAddresses(node, destination).contains(destination)) {
            return destination;
        }
        var podHere = Places.at(destination).filter(p -> p.isPod() && p.node().equals(node.name()));
        return podHere.isPresent() ? node.gatewayLike(destination) : node.addressLike(destination);
    }

    private static boolean isIn(String range, String address) {
        var slash = range.indexOf('/');
        var network = InetAddress.ofLiteral(range.substring(0, slash)).getAddress();
        var bytes = InetAddress.ofLiteral(address).getAddress();
        var host = network.length * 8 - Integer.parseInt(range.substring(slash + 1));
        return network.length == bytes.length
                && new BigInteger(1, network).shiftRight(host).equals(new BigInteger(1, bytes).shiftRight(host));
    }
}
