package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.model.net.NodePortAddresses;

/**
 * What the operator chose about the rules.
 *
 * @param masqueradeMark the bit of the packet mark that says, between the hooks of one packet, that its source must
 *     become this node
 * @param nodePortAddresses which of the node's addresses take node ports
 * @param localPods who is one of this node's pods
 * @param masqueradeAll whether pods, too, get the node's address when they ask a ClusterIP
 */
public record RuleSettings(
        int masqueradeMark, NodePortAddresses nodePortAddresses, LocalPods localPods, boolean masqueradeAll) {
    /** Those of who chose nothing; the mark is upstream's. */
    public static final RuleSettings DEFAULT =
            new RuleSettings(0x4000, NodePortAddresses.ALL, new LocalPods.Unsaid(), false);

    /** The same with node ports at those addresses. */
    public RuleSettings with(NodePortAddresses addresses) {
        return new RuleSettings(masqueradeMark, addresses, localPods, masqueradeAll);
    }

    /** The same with those as this node's pods. */
    public RuleSettings with(LocalPods pods) {
        return new RuleSettings(masqueradeMark, nodePortAddresses, pods, masqueradeAll);
    }

    /** The same, but pods do not keep their address at ClusterIPs. */
    public RuleSettings masqueradingAll() {
        return new RuleSettings(masqueradeMark, nodePortAddresses, localPods, true);
    }
}
