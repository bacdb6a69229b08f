package io.portico.nodeproxy.model.net;

import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.runtime.net.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How this node's pods are told from whoever else sends packets here: upstream's {@code detectLocalMode}. Pods of this
 * node are not outside in the sense of {@code externalTrafficPolicy}; and who is known to be no pod gets the node's
 * address when it asks a ClusterIP, so that answers come back through the node.
 */
public sealed interface LocalPods {
    /** Packets that come from interfaces of that name, or of all names that begin so and then have a star. */
    record ByInterface(String pattern) implements LocalPods {}

    /** Addresses in those ranges: all pods of the cluster then count as this node's. */
    record InCluster(List<Cidr> ranges) implements LocalPods {
        /** Copies the list. */
        public InCluster {
            ranges = List.copyOf(ranges);
        }
    }

    /** Addresses in the Node's {@code spec.podCIDRs}. */
    record OnNode() implements LocalPods {}

    /**
     * Nothing was chosen: as {@link OnNode}, but nobody is known to be no pod. Some network plugins give pods addresses
     * that the Node does not know of, and these must not lose them at ClusterIPs.
     */
    record Unsaid() implements LocalPods {}

    /** Where the addresses of those pods lie; empty when that is unknown, or addresses do not matter. */
    default List<Cidr> ranges(NodeFacts node) {
        return switch (this) {
            case ByInterface _ -> List.of();
            case InCluster(var ranges) -> ranges;
            case OnNode _, Unsaid _ -> node.podRanges();
        };
    }

    /** In a line for an operator. */
    default String describe(NodeFacts node) {
        var ranges = ranges(node).stream().map(Cidr::toString).collect(Collectors.joining(" "));
        return switch (this) {
            case ByInterface(var pattern) -> "those who come in by " + pattern;
            case InCluster _ -> ranges;
            case OnNode _ -> ranges.isEmpty() ? "unknown, as Node " + node.name() + " has no spec.podCIDRs" : ranges;
            case Unsaid _ -> ranges.isEmpty() ? "unknown" : ranges + ", perhaps others";
        };
    }

    /**
     * Reads an operator's choice; what was not chosen is absent or empty.
     *
     * @param mode {@code ClusterCIDR}, the default where there are ranges, {@code NodeCIDR}, {@code BridgeInterface} or
     *     {@code InterfaceNamePrefix}
     * @throws IllegalArgumentException with a sentence for the operator that begins with the setting's name
     */
    static LocalPods parse(
            Optional<String> mode, Collection<String> clusterCidr, Optional<String> bridge, Optional<String> prefix) {
        var chosen = mode.orElse(clusterCidr.isEmpty() ? "" : "ClusterCIDR");
        refuse("cluster-cidr", !clusterCidr.isEmpty() && !chosen.equals("ClusterCIDR"), chosen, "ClusterCIDR");
        refuse(
                "pod-bridge-interface",
                bridge.isPresent() && !chosen.equals("BridgeInterface"),
                chosen,
                "BridgeInterface");
        refuse(
                "pod-interface-name-prefix",
                prefix.isPresent() && !chosen.equals("InterfaceNamePrefix"),
                chosen,
                "InterfaceNamePrefix");
        return switch (chosen) {
            case "" -> new Unsaid();
            case "NodeCIDR" -> new OnNode();
            case "ClusterCIDR" -> new InCluster(ranges(clusterCidr));
            case "BridgeInterface" -> new ByInterface(interfaceName("pod-bridge-interface", bridge, "cni0", 15));
            case "InterfaceNamePrefix" ->
                new ByInterface(interfaceName("pod-interface-name-prefix", prefix, "veth", 14) + "*");
            default ->
                throw new IllegalArgumentException("detect-local-mode is \"" + chosen
                        + "\"; write ClusterCIDR, NodeCIDR, BridgeInterface or InterfaceNamePrefix, or nothing");
        };
    }

    private static List<Cidr> ranges(Collection<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(
                    "cluster-cidr is missing, which detect-local-mode ClusterCIDR needs; write the ranges of all pods'"
                            + " addresses, such as 10.244.0.0/16");
        }
        var ranges = new ArrayList<Cidr>();
        for (var text : texts) {
            ranges.add(Cidr.parse(text.strip())
                    .orElseThrow(() -> new IllegalArgumentException("cluster-cidr has \"" + text
                            + "\", which is no range; write ranges such as 10.244.0.0/16 or fd44::/48")));
        }
        return Cidr.withoutNested(ranges);
    }

    /** The name goes into a rule as it is. */
    private static String interfaceName(String setting, Optional<String> name, String example, int most) {
        return name.filter(text -> text.matches("[A-Za-z0-9_.@-]{1," + most + "}"))
                .orElseThrow(() -> new IllegalArgumentException(setting + " is "
                        + name.map(text -> "\"" + text + "\"").orElse("missing") + "; write one to " + most
                        + " letters, digits, dots, dashes or underscores, such as " + example));
    }

    private static void refuse(String setting, boolean wrong, String mode, String itsMode) {
        if (wrong) {
            throw new IllegalArgumentException(setting + " goes with detect-local-mode " + itsMode + ", which is "
                    + (mode.isEmpty() ? "not set" : mode) + "; set that or leave this out");
        }
    }
}
