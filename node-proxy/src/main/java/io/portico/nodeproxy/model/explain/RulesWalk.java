package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.Address;
import io.portico.nodeproxy.model.Cidr;
import io.portico.nodeproxy.model.LocalPolicy;
import io.portico.nodeproxy.model.ServicePort;
import io.portico.nodeproxy.nft.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks a connection up in the rules, in the order in which the kernel does. */
final class RulesWalk implements Walk {
    private static final String GOTO = "goto ";

    private final Question question;
    private final Asked asked;
    private final Table table;
    private final boolean podsByInterface;
    private final Set<Address> own;

    /** {@code podsByInterface}: the rules know this node's pods by where they come in, and not by their addresses. */
    RulesWalk(
            Question question, Collection<ServicePort> ports, Table table, boolean podsByInterface, Set<Address> own) {
        this.question = question;
        this.asked = new Asked(ports, question);
        this.table = table;
        this.podsByInterface = podsByInterface;
        this.own = own;
    }

    @Override
    public Finding from(Origin origin) {
        // Where the addresses of pods are unknown the rules take them for outside.
        var outside = origin == Origin.OUTSIDE
                || (origin == Origin.POD && !podsByInterface && elements("pods").isEmpty());
        var key = question.address() + " . " + question.protocol().token() + " . " + question.port();
        var found = asked.atAddress();
        var caught = new ArrayList<String>();
        if (found.isPresent() && elements("guarded").containsKey(key)) {
            var ranges = found.get().sourceRanges();
            caught.add("set " + nameOf("guarded") + " { " + key + " }");
            var client = question.client();
            if (client.isPresent() && ranges.stream().noneMatch(range -> range.contains(client.get()))) {
                return new Finding(
                        Outcome.DROPPED,
                        client.get() + " is in none of the Service's loadBalancerSourceRanges",
                        caught,
                        found,
                        Optional.empty(),
                        List.of());
            }
        }
        for (var map : outside ? List.of("local-services", "services") : List.of("services")) {
            var verdict = elements(map).get(key);
            if (found.isPresent() && verdict != null) {
                return caught(caught, map, key, verdict, found.get(), map.startsWith("local"));
            }
        }
        if (elements("cluster-ips").containsKey(question.address().text())) {
            caught.add("set " + nameOf("cluster-ips") + " { " + question.address() + " }");
            return new Finding(
                    Outcome.REFUSED, asked.ownerOfAddress(), caught, Optional.empty(), Optional.empty(), List.of());
        }
        return own.contains(question.address()) ? atOwnAddress(outside, caught) : elsewhere();
    }

    private Finding atOwnAddress(boolean outside, List<String> caught) {
        var key = question.protocol().token() + " . " + question.port();
        var found = asked.atNodePort();
        if (found.isPresent() && isLoopback()) {
            return Finding.nothing("node port " + question.port() + " of Service "
                    + found.get().key().service() + " is not served at loopback addresses");
        }
        if (found.isPresent() && !isInRange("nodeport-addresses")) {
            return Finding.nothing("node port " + question.port() + " of Service "
                    + found.get().key().service() + " is not served at " + question.address()
                    + ": nodePortAddresses leave it out");
        }
        for (var map : outside ? List.of("local-nodeports", "nodeports") : List.of("nodeports")) {
            var verdict = elements(map).get(key);
            if (found.isPresent() && verdict != null) {
                return caught(caught, map, key, verdict, found.get(), map.startsWith("local"));
            }
        }
        return Finding.nothing("this is the node's own address, and no Service has node port " + question.port() + "/"
                + question.protocol().token());
    }

    private Finding elsewhere() {
        if (isInRange("service-ranges")) {
            return new Finding(
                    Outcome.DROPPED,
                    "a ServiceCIDR has that address, and no Service of this proxy",
                    List.of("set " + nameOf("service-ranges")),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        var owner = asked.ownerOfAddress();
        var nodePort = asked.atNodePort();
        if (!owner.isEmpty()) {
            return Finding.nothing(owner);
        }
        return Finding.nothing(nodePort.map(port -> question.port() + " is the node port of Service "
                        + port.key().service() + ", but " + question.address() + " is no address of this node")
                .orElse("no Service has that address"));
    }

    private Finding caught(
            List<String> caught, String map, String key, String verdict, ServicePort port, boolean outsideLocal) {
        caught.add("map " + nameOf(map) + " { " + key + " : " + verdict + " }");
        follow(verdict, caught);
        var policy = Asked.isClusterIpOf(port, question.address()) ? LocalPolicy.INTERNAL : LocalPolicy.EXTERNAL;
        var localOnly = outsideLocal || (policy == LocalPolicy.INTERNAL && port.isLocal(policy));
        var answering = Asked.answering(port, localOnly);
        var outcome = verdict.equals("drop") ? Outcome.DROPPED : Outcome.REFUSED;
        return new Finding(
                answering.isEmpty() ? outcome : Outcome.FORWARDED,
                answering.isEmpty() ? Asked.nobody(port, localOnly, policy) : reason(port, localOnly, policy),
                caught,
                Optional.of(port),
                localOnly ? Optional.of(policy) : Optional.empty(),
                answering);
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

    private boolean isLoopback() {
        return question.address().text().startsWith("127.")
                || question.address().text().equals("::1");
    }

    private boolean isInRange(String set) {
        return elements(set).keySet().stream()
                .flatMap(range -> Cidr.parse(range).stream())
                .anyMatch(range -> range.contains(question.address()));
    }

    private Map<String, String> elements(String name) {
        var set = table.sets().get(nameOf(name));
        return set == null ? Map.of() : set.elements();
    }

    /** Later generations of a set have a number behind their name. */
    private String nameOf(String name) {
        return table.sets().keySet().stream()
                .filter(set -> set.equals(name) || set.startsWith(name + "."))
                .findFirst()
                .orElse(name);
    }
}
