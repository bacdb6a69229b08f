package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.layout.SetName;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.nodeproxy.nft.Table;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks a connection up in the rules, in the order in which the kernel does. */
final class RulesWalk implements Walk {
    private static final String GOTO = "goto ";

    private final Question question;
    private final Asked asked;
    private final InForce inForce;
    private final Table table;
    private final boolean podsByInterface;
    private final List<Cidr> podRanges;
    private final Set<Address> own;

    /**
     * In those rules.
     *
     * @param podsByInterface the rules know this node's pods by where they come in, and not by their addresses
     * @param podRanges where the pods' addresses lie, as far as that is known
     * @param own this host's addresses
     */
    RulesWalk(Question question, InForce inForce, boolean podsByInterface, List<Cidr> podRanges, Set<Address> own) {
        this.question = question;
        this.asked = new Asked(inForce.ports(), question);
        this.inForce = inForce;
        this.table = inForce.table();
        this.podsByInterface = podsByInterface;
        this.podRanges = podRanges;
        this.own = own;
    }

    @Override
    public Finding from(Origin origin) {
        if (!inForce.known()) {
            return new Finding(
                    Outcome.UNKNOWN,
                    "rules are in force that this process did not make",
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        var found = asked.atAddress();
        if (found.isEmpty() || !elements(SetName.GUARDED).containsKey(key())) {
            return behindTheGuard(origin, new ArrayList<>());
        }
        var caught = new ArrayList<>(List.of("set " + nameOf(SetName.GUARDED) + " { " + key() + " }"));
        var ranges = new SourceRanges(found.get().sourceRanges());
        return switch (admitted(ranges, origin)) {
            case ALL -> behindTheGuard(origin, caught);
            case NONE ->
                new Finding(Outcome.DROPPED, notAdmitted(ranges, origin), caught, found, Optional.empty(), List.of());
            case SOME -> forSome(ranges, behindTheGuard(origin, caught));
        };
    }

    private String notAdmitted(SourceRanges ranges, Origin origin) {
        var who = question.client()
                .map(client -> client + " is")
                .orElse(origin == Origin.NODE ? "this node's addresses are" : "this node's pods are");
        return ranges.ranges().isEmpty()
                ? "none of the Service's loadBalancerSourceRanges makes sense, so nobody is let in"
                : who + " in none of the Service's loadBalancerSourceRanges";
    }

    private SourceRanges.Admitted admitted(SourceRanges ranges, Origin origin) {
        if (question.client().isPresent()) {
            return ranges.ofAddresses(List.of(question.client().get()));
        }
        return switch (origin) {
            // To an address of its own a host asks from that very address.
            case NODE ->
                ranges.ofAddresses(
                        own.contains(question.address())
                                ? List.of(question.address())
                                : own.stream()
                                        .filter(address -> address.family()
                                                        == question.address().family()
                                                && !isLoopback(address))
                                        .toList());
            case POD ->
                ranges.of(
                        podsByInterface
                                ? List.of()
                                : podRanges.stream()
                                        .filter(range -> range.first().family()
                                                == question.address().family())
                                        .toList());
            case OUTSIDE -> ranges.of(List.of());
        };
    }

    private static Finding forSome(SourceRanges ranges, Finding admitted) {
        return admitted.outcome() == Outcome.DROPPED
                ? admitted
                : new Finding(
                        Outcome.DEPENDS,
                        "from " + ranges + ": " + admitted.outcome().title() + ": " + admitted.reason()
                                + "; all others: dropped, as they are in none of the Service's"
                                + " loadBalancerSourceRanges",
                        admitted.caught(),
                        admitted.port(),
                        admitted.localOnly(),
                        admitted.answering());
    }

    private Finding behindTheGuard(Origin origin, List<String> caught) {
        // Where the addresses of pods are unknown the rules take them for outside.
        var outside = origin == Origin.OUTSIDE
                || (origin == Origin.POD
                        && !podsByInterface
                        && elements(SetName.PODS).isEmpty());
        var found = asked.atAddress();
        for (var map : outside ? List.of(SetName.LOCAL_SERVICES, SetName.SERVICES) : List.of(SetName.SERVICES)) {
            var verdict = elements(map).get(key());
            if (found.isPresent() && verdict != null) {
                return caught(caught, map, key(), verdict, found.get(), isLocal(map));
            }
        }
        if (elements(SetName.CLUSTER_IPS).containsKey(question.address().text())) {
            caught.add("set " + nameOf(SetName.CLUSTER_IPS) + " { " + question.address() + " }");
            return new Finding(
                    Outcome.REFUSED,
                    found.map(this::missing).orElseGet(asked::ownerOfAddress),
                    caught,
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        return own.contains(question.address()) ? atOwnAddress(outside, caught) : elsewhere();
    }

    private static boolean isLocal(SetName map) {
        return map == SetName.LOCAL_SERVICES || map == SetName.LOCAL_NODE_PORTS;
    }

    private String key() {
        return question.address() + " . " + question.protocol().token() + " . " + question.port();
    }

    private String missing(ServicePort port) {
        return "the rules of Service " + port.key().service() + " for it are missing in the kernel";
    }

    private Finding atOwnAddress(boolean outside, List<String> caught) {
        var key = question.protocol().token() + " . " + question.port();
        var found = asked.atNodePort();
        if (found.isPresent() && isLoopback(question.address())) {
            return Finding.nothing("node port " + question.port() + " of Service "
                    + found.get().key().service() + " is not served at loopback addresses");
        }
        if (found.isPresent() && !isInRange(SetName.NODE_PORT_ADDRESSES)) {
            return Finding.nothing("node port " + question.port() + " of Service "
                    + found.get().key().service() + " is not served at " + question.address()
                    + ": nodePortAddresses leave it out");
        }
        for (var map : outside ? List.of(SetName.LOCAL_NODE_PORTS, SetName.NODE_PORTS) : List.of(SetName.NODE_PORTS)) {
            var verdict = elements(map).get(key);
            if (found.isPresent() && verdict != null) {
                return caught(caught, map, key, verdict, found.get(), isLocal(map));
            }
        }
        return Finding.nothing(found.map(this::missing)
                .orElse("this is the node's own address, and no Service has node port " + question.port() + "/"
                        + question.protocol().token()));
    }

    private Finding elsewhere() {
        if (isInRange(SetName.SERVICE_RANGES)) {
            return new Finding(
                    Outcome.DROPPED,
                    "a ServiceCIDR has that address, and no Service of this proxy",
                    List.of("set " + nameOf(SetName.SERVICE_RANGES)),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        var owner = asked.atAddress().map(this::missing).orElseGet(asked::ownerOfAddress);
        var nodePort = asked.atNodePort();
        if (!owner.isEmpty()) {
            return Finding.nothing(owner);
        }
        return Finding.nothing(nodePort.map(port -> question.port() + " is the node port of Service "
                        + port.key().service() + ", but " + question.address() + " is no address of this node")
                .orElse("no Service has that address"));
    }

    private Finding caught(
            List<String> caught, SetName map, String key, String verdict, ServicePort port, boolean outsideLocal) {
        caught.add("map " + nameOf(map) + " { " + key + " : " + verdict + " }");
        follow(verdict, caught);
        var policy = Asked.isClusterIpOf(port, question.address()) ? LocalPolicy.INTERNAL : LocalPolicy.EXTERNAL;
        var localOnly = outsideLocal || (policy == LocalPolicy.INTERNAL && port.isLocal(policy));
        var should = Asked.answering(port, localOnly);
        var answering = inTheRules(port, map, should);
        if (answering.isEmpty() && !should.isEmpty()) {
            return new Finding(
                    Outcome.DROPPED,
                    "the endpoints of Service " + port.key().service() + " are missing in the kernel",
                    caught,
                    Optional.of(port),
                    localOnly ? Optional.of(policy) : Optional.empty(),
                    List.of());
        }
        var outcome = verdict.equals("drop") ? Outcome.DROPPED : Outcome.REFUSED;
        return new Finding(
                answering.isEmpty() ? outcome : Outcome.FORWARDED,
                answering.isEmpty() ? Asked.nobody(port, localOnly, policy) : reason(port, localOnly, policy),
                caught,
                Optional.of(port),
                localOnly ? Optional.of(policy) : Optional.empty(),
                answering);
    }

    /** Those endpoints that the map has from which one is chosen. */
    private List<Endpoint> inTheRules(ServicePort port, SetName map, List<Endpoint> endpoints) {
        if (port.isSticky()) {
            return endpoints;
        }
        var isNodePort = map == SetName.NODE_PORTS || map == SetName.LOCAL_NODE_PORTS;
        var prefix = (isNodePort ? "" : question.address() + " . ") + question.port() + " . ";
        var values = elements(
                        isNodePort
                                ? SetName.nodePortEndpoints(question.protocol())
                                : SetName.endpoints(question.protocol()))
                .entrySet()
                .stream()
                .filter(element -> element.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        return endpoints.stream()
                .filter(endpoint -> values.contains(endpoint.address() + " . " + endpoint.port()))
                .toList();
    }

    /** Adds the chains that a verdict leads to, up to the one that decides. */
    private void follow(String verdict, List<String> caught) {
        for (var next = verdict; next.startsWith(GOTO); ) {
            var chain = table.chains().get(next.substring(GOTO.length()));
            if (chain == null) {
                return;
            }
            caught.add("chain " + chain.name() + "\n    " + String.join("\n    ", chain.rules()));
            var rules = chain.rules();
            // What follows a choice of an endpoint is for packets that met a change half-way.
            next = rules.stream().anyMatch(rule -> rule.contains("dnat")) || rules.isEmpty() ? "" : rules.getLast();
        }
    }

    private static String reason(ServicePort port, boolean localOnly, LocalPolicy policy) {
        var who = localOnly ? policy.field() + " is Local: to an endpoint of this node" : "to one of its endpoints";
        return port.isSticky()
                ? who + ", the one that the client had in the last " + port.affinitySeconds() + " s or any"
                : who + ", any";
    }

    private static boolean isLoopback(Address address) {
        return address.text().startsWith("127.") || address.text().equals("::1");
    }

    private boolean isInRange(SetName set) {
        return elements(set).keySet().stream()
                .flatMap(range -> Cidr.parse(range).stream())
                .anyMatch(range -> range.contains(question.address()));
    }

    private Map<String, String> elements(SetName name) {
        var set = table.sets().get(nameOf(name));
        return set == null ? Map.of() : set.elements();
    }

    /** Later generations of a set have a number behind their name. */
    private String nameOf(SetName name) {
        return table.sets().keySet().stream().filter(name::isBaseOf).findFirst().orElse(name.toString());
    }
}
