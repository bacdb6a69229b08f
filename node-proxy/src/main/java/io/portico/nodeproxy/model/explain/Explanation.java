package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of a connection, from each place that was asked about.
 *
 * @param findings by origin
 * @param candidates all endpoints of the Service port that was asked for, those that answer first
 * @param hints what this node makes of the endpoints' hints, in lines, by Service port
 * @param notes in what the node does not do as it should, and why, in sentences
 */
public record Explanation(
        Question question,
        Map<Origin, Finding> findings,
        Map<Finding, List<Candidate>> candidates,
        Map<ServicePort.Key, List<String>> hints,
        List<String> notes) {
    /** Copies the collections. */
    public Explanation {
        notes = List.copyOf(notes);
        hints = Map.copyOf(hints);
        findings = Collections.unmodifiableMap(new EnumMap<>(findings));
        candidates = Collections.unmodifiableMap(new LinkedHashMap<>(candidates));
    }

    /**
     * By the rules.
     *
     * @param state as it should be
     * @param inForce as it is
     * @param pods as the rules tell them
     * @param own this host's addresses
     */
    public static Explanation byRules(
            Question question, World world, ProxyState state, InForce inForce, LocalPods pods, Set<Address> own) {
        var byInterface = pods instanceof LocalPods.ByInterface;
        var origins = question.client()
                .map(client -> own.contains(client)
                        ? Set.of(Origin.NODE)
                        : byInterface
                                ? Set.of(Origin.OUTSIDE, Origin.POD)
                                : Set.of(originOf(client, pods.ranges(state.node()))))
                .orElse(question.origins());
        var walk = new RulesWalk(question, inForce, byInterface, pods.ranges(state.node()), own);
        var explanation = of(question, origins, world, walk, inForce.notes());
        return explanation.with(new Staleness(question, state, inForce).notes(explanation));
    }

    /**
     * By the sockets of relay mode.
     *
     * @param listening those of this host's addresses that take node ports
     * @param notBound why the socket that was asked for is not bound; empty when it is
     */
    public static Explanation bySockets(
            Question question, World world, ProxyState state, Set<Address> listening, String notBound) {
        var origins = question.client()
                .map(client -> listening.contains(client)
                        ? Set.of(Origin.NODE)
                        : Set.of(originOf(client, state.node().podRanges())))
                .orElse(question.origins());
        return of(question, origins, world, new SocketsWalk(question, state.ports(), listening, notBound), List.of());
    }

    private Explanation with(List<String> further) {
        var all = new ArrayList<>(notes);
        all.addAll(further);
        return new Explanation(question, findings, candidates, hints, all);
    }

    private static Explanation of(Question question, Set<Origin> origins, World world, Walk walk, List<String> notes) {
        var findings = new EnumMap<Origin, Finding>(Origin.class);
        for (var origin : origins) {
            findings.put(origin, walk.from(origin));
        }
        var candidates = new LinkedHashMap<Finding, List<Candidate>>();
        var hints = new HashMap<ServicePort.Key, List<String>>();
        for (var finding : findings.values()) {
            finding.port().ifPresent(port -> {
                var all = new Candidates(port, world);
                candidates.put(finding, all.of(finding));
                hints.put(port.key(), all.hints());
            });
        }
        return new Explanation(question, findings, candidates, hints, notes);
    }

    private static Origin originOf(Address client, List<Cidr> podRanges) {
        return podRanges.stream().anyMatch(range -> range.contains(client)) ? Origin.POD : Origin.OUTSIDE;
    }

    /** For a terminal. What is the same from several places is said once. */
    @Override
    public String toString() {
        var text = new StringBuilder().append(question).append('\n');
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        findings.values().stream()
                .flatMap(finding -> finding.port().stream())
                .distinct()
                .forEach(port -> text.append(about(port)));
        var byFinding = findings.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        LinkedHashMap::new,
                        Collectors.mapping(entry -> from(entry.getKey()), Collectors.joining(", "))));
        byFinding.forEach((finding, origins) -> {
            text.append("\nfrom ").append(origins).append(": ");
            text.append(finding.outcome().title())
                    .append(": ")
                    .append(finding.reason())
                    .append('\n');
            finding.caught().forEach(caught -> text.append("  ").append(caught).append('\n'));
            candidates
                    .getOrDefault(finding, List.of())
                    .forEach(candidate -> text.append("  ").append(candidate).append('\n'));
        });
        return text.toString();
    }

    private String from(Origin origin) {
        return question.client()
                .map(client -> client + " (" + origin.title() + ")")
                .orElse(origin.title());
    }

    private String about(ServicePort port) {
        var text = new StringBuilder("Service ").append(port.key().service());
        text.append(port.name().isEmpty() ? "" : ", port " + port.name());
        text.append(": ").append(Asked.role(port, question.address())).append('\n');
        for (var policy : LocalPolicy.values()) {
            text.append(port.isLocal(policy) ? "  " + policy.field() + ": Local\n" : "");
        }
        hints.getOrDefault(port.key(), List.of())
                .forEach(line -> text.append("  ").append(line).append('\n'));
        if (port.isSticky()) {
            text.append("  sessionAffinity: ClientIP, ")
                    .append(port.affinitySeconds())
                    .append(" s\n");
        }
        if (port.guardedAddresses().contains(question.address())) {
            text.append("  loadBalancerSourceRanges: ");
            text.append(
                    port.sourceRanges().isEmpty()
                            ? "none that makes sense, so nobody"
                            : port.sourceRanges().stream().map(Cidr::toString).collect(Collectors.joining(", ")));
            text.append("; all others are dropped\n");
        }
        return text.toString();
    }
}
