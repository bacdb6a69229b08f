package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which addresses a Service could have, by the rules of k3s' ServiceLB: those of all nodes that take part; their
 * ExternalIPs if one of them has any, else their InternalIPs; of the Service's families, in their order. Within a
 * family they are in the order of their bytes.
 */
final class Candidates {
    private static final String NO_ADDRESS = "NoLoadBalancerAddress";

    private final List<LendingNode> lending;
    private final Map<String, List<LendingNode>> byPool = new HashMap<>();
    private final Map<Rule, Choice> byRule = new HashMap<>();

    private record Rule(String pool, List<Family> families) {}

    /** An address, and the name of the node that it belongs to. */
    record NodeAddress(Address ip, String node) implements Comparable<NodeAddress> {
        @Override
        public int compareTo(NodeAddress other) {
            return ip.compareTo(other.ip);
        }

        @Override
        public String toString() {
            return ip.text();
        }
    }

    /** @param shortcoming why there are none; empty when there are some */
    record Choice(List<NodeAddress> addresses, Optional<Shortcoming> shortcoming) {
        private static Choice none(Shortcoming why) {
            return new Choice(List.of(), Optional.of(why));
        }
    }

    Candidates(Collection<LendingNode> nodes) {
        var anyOptedIn = nodes.stream().anyMatch(LendingNode::optedIn);
        lending = nodes.stream()
                .filter(node -> !node.excluded() && (!anyOptedIn || node.optedIn()))
                .toList();
    }

    /** @param readyNodes those with a ready endpoint; only asked for with {@code externalTrafficPolicy: Local} */
    Choice of(LoadBalancerService service, Set<String> readyNodes) {
        var pool = byPool.computeIfAbsent(service.pool(), this::pool);
        if (pool.isEmpty()) {
            return Choice.none(Shortcoming.mistake(NO_ADDRESS, nobody(service)));
        }
        var nodes = service.local()
                ? pool.stream().filter(node -> readyNodes.contains(node.name())).toList()
                : pool;
        if (nodes.isEmpty()) {
            return Choice.none(Shortcoming.passing(
                    "NoReadyEndpoint",
                    "spec.externalTrafficPolicy is Local, and no node that lends its address has a ready endpoint"));
        }
        if (!service.address().isEmpty()) {
            return byName(service, nodes);
        }
        return service.local()
                ? byRule(service.families(), nodes)
                : byRule.computeIfAbsent(
                        new Rule(service.pool(), service.families()), rule -> byRule(rule.families, nodes));
    }

    /**
     * The nodes of that pool; empty for no pool in particular. Readiness says who can stand in for whom. Where no node
     * is ready there is nobody to stand in, and more likely the control plane has lost sight of them: then they keep
     * their addresses, which may well still answer.
     */
    private List<LendingNode> pool(String pool) {
        var nodes = lending.stream()
                .filter(node -> pool.isEmpty() || node.pool().equals(pool))
                .toList();
        var ready = nodes.stream().filter(LendingNode::ready).toList();
        return ready.isEmpty() ? nodes : ready;
    }

    private static String nobody(LoadBalancerService service) {
        return service.pool().isEmpty()
                ? "no node lends its address: each is being deleted, labelled %s, or not labelled %s=true as another is; mend the labels"
                        .formatted(LendingNode.EXCLUDED, LendingNode.OPT_IN)
                : "metadata.annotations[%1$s] is %2$s, and no node that lends its address is labelled %1$s=%2$s; label nodes so, or remove the annotation"
                        .formatted(LendingNode.POOL, service.pool());
    }

    private static Choice byRule(List<Family> families, List<LendingNode> nodes) {
        var external = addresses(nodes, LendingNode::externalIps, ip -> true);
        var all = external.isEmpty() ? addresses(nodes, LendingNode::internalIps, ip -> true) : external;
        var chosen = new ArrayList<NodeAddress>();
        for (var family : families) {
            all.stream().filter(address -> address.ip().family() == family).forEach(chosen::add);
        }
        return chosen.isEmpty()
                ? Choice.none(Shortcoming.mistake(
                        NO_ADDRESS,
                        "spec.ipFamilies is %s, and no node that lends its address has an %s of that; write another family or give the nodes such addresses"
                                .formatted(
                                        families.stream().map(Family::value).toList(),
                                        external.isEmpty() ? "InternalIP" : "ExternalIP")))
                : new Choice(chosen, Optional.empty());
    }

    /** By {@code spec.loadBalancerIP}: that one, whether it is an ExternalIP or not. */
    private static Choice byName(LoadBalancerService service, List<LendingNode> nodes) {
        var wanted = Address.parseSloppy(service.address())
                .filter(ip -> service.families().contains(ip.family()))
                .map(ip -> addresses(
                        nodes,
                        node -> Stream.concat(node.externalIps().stream(), node.internalIps().stream())
                                .toList(),
                        ip::equals))
                .orElse(List.of());
        return wanted.isEmpty()
                ? Choice.none(Shortcoming.mistake(
                        NO_ADDRESS,
                        "spec.loadBalancerIP is %s, which no node lends to this Service; write the address of a node, or remove the field"
                                .formatted(service.address())))
                : new Choice(wanted, Optional.empty());
    }

    private static List<NodeAddress> addresses(
            List<LendingNode> nodes, Function<LendingNode, List<Address>> of, Predicate<Address> wanted) {
        return nodes.stream()
                .flatMap(node -> of.apply(node).stream().filter(wanted).map(ip -> new NodeAddress(ip, node.name())))
                .collect(Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), List::copyOf));
    }
}
