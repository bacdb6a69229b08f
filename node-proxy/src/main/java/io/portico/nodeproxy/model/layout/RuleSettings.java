package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.NodePortAddresses;

/**
 * What the operator chose about the rules.
 *
 * @param masqueradeMark the bit of the packet mark that says, between the hooks of one packet, that its source must
 *     become this node
 * @param nodePortAddresses which of the node's addresses take node ports
 */
public record RuleSettings(int masqueradeMark, NodePortAddresses nodePortAddresses) {
    /** Those of who chose nothing; the mark is upstream's. */
    public static final RuleSettings DEFAULT = new RuleSettings(0x4000, NodePortAddresses.ALL);

    /** The same with node ports at those addresses. */
    public RuleSettings with(NodePortAddresses addresses) {
        return new RuleSettings(masqueradeMark, addresses);
    }
}
