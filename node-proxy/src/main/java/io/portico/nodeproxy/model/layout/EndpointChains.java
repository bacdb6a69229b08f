package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.runtime.net.Protocol;
import java.util.List;

/** The chains that choose one of so many endpoints, whichever Service's: by a random index below their number. */
final class EndpointChains {
    /** The endpoints of this node that answer a Local policy are numbered from here on, behind all others. */
    static final int FIRST_LOCAL_INDEX = 32768;

    private final TableLayout layout;
    private final Protocol protocol;
    private final int count;

    private EndpointChains(TableLayout layout, Shared.Choice choice) {
        this.layout = layout;
        this.protocol = choice.protocol();
        this.count = choice.count();
    }

    static List<Chain> of(TableLayout layout, Shared.Choice choice) {
        var chains = new EndpointChains(layout, choice);
        return switch (choice.asker()) {
            case ANY -> chains.forAny();
            case INSIDE -> chains.forInside();
            case OUTSIDE -> chains.forOutside();
        };
    }

    /** Where packets to that many endpoints go; {@code kind} says who asks, and whether for a node port. */
    static String name(TableLayout layout, ChainKind kind, Protocol protocol, int count) {
        return layout.named(kind.prefix() + protocol.token() + "-" + count);
    }

    private List<Chain> forAny() {
        var index = index();
        return List.of(
                chain(ChainKind.CLUSTER_IP, byAddress(index), orFirst(ChainKind.CLUSTER_IP)),
                chain(ChainKind.EXTERNAL, layout.markRule(), "goto " + name(ChainKind.CLUSTER_IP)),
                chain(ChainKind.NODE_PORT, layout.markRule(), byNodePort(index), orFirst(ChainKind.NODE_PORT)));
    }

    private List<Chain> forInside() {
        var markOwn = "fib saddr type local " + layout.markRule();
        return List.of(
                chain(ChainKind.INSIDE, markOwn, "goto " + name(ChainKind.CLUSTER_IP)),
                chain(ChainKind.NODE_PORT_INSIDE, markOwn, byNodePort(index()), orFirst(ChainKind.NODE_PORT_INSIDE)));
    }

    private List<Chain> forOutside() {
        var index = index() + " offset " + FIRST_LOCAL_INDEX;
        return List.of(
                chain(ChainKind.LOCAL, byAddress(index), orFirst(ChainKind.LOCAL)),
                chain(ChainKind.NODE_PORT_LOCAL, byNodePort(index), orFirst(ChainKind.NODE_PORT_LOCAL)));
    }

    private Chain chain(ChainKind kind, String... rules) {
        return Chain.of(name(kind), rules);
    }

    private String name(ChainKind kind) {
        return name(layout, kind, protocol, count);
    }

    private String byAddress(String index) {
        return choose() + Tokens.of(layout.family()) + " daddr . " + protocol.token() + " dport . " + index + " map @"
                + layout.named(SetName.endpoints(protocol));
    }

    private String byNodePort(String index) {
        return choose() + protocol.token() + " dport . " + index + " map @"
                + layout.named(SetName.nodePortEndpoints(protocol));
    }

    private String choose() {
        return "meta l4proto " + protocol.token() + " dnat " + Tokens.of(layout.family()) + " addr . port to ";
    }

    private String index() {
        return "numgen random mod " + count;
    }

    /**
     * A packet that meets a change half-way may find its number gone; the first is the last to go, and after it the
     * client's retry is better off than with a connection past the rules.
     */
    private String orFirst(ChainKind kind) {
        return count == 1 ? "drop" : "goto " + name(layout, kind, protocol, 1);
    }
}
