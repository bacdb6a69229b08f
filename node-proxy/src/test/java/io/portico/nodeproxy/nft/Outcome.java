package io.portico.nodeproxy.nft;

import java.util.Set;

/** What becomes of a packet in a table. */
public sealed interface Outcome {
    /** It goes where it was sent to, with its source address. */
    record Untouched() implements Outcome {}

    /** The sender is told at once that nobody is there. */
    record Refused() implements Outcome {}

    /** It is never heard of again. */
    record Dropped() implements Outcome {}

    /**
     * It goes elsewhere.
     *
     * @param masqueraded whether it gets the node's source address
     * @param learned the sets that now hold its source address
     */
    record Redirected(String address, int port, boolean masqueraded, Set<String> learned) implements Outcome {}
}
