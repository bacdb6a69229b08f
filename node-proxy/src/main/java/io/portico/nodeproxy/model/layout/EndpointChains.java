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

    /** Where packets to that many endpoints go; {@code prefix} says who asks, and whether for a node port. */
    static String name(TableLayout layout, String prefix, Protocol protocol, int count) {
        return layout.named(prefix + protocol.token() + "-" + count);
    }

    private List<Chain> forAny() {
        var index = index();
        return List.of(
                chain("", byAddress(index), orFirst("")),
                chain("external-", layout.markRule(), "goto " + name("")),
                chain("nodeport-", layout.markRule(), byNodePort(index), orFirst("nodeport-")));
    }

    private List<Chain> forInside() {
        var markOwn = "fib saddr type local " + layout.markRule();
        return List.of(
                chain("inside-", markOwn, "goto " + name("")),
                chain("nodeport-inside-", markOwn, byNodePort(index()), orFirst("nodeport-inside-")));
    }

    private List<Chain> forOutside() {
        var index = index() + " offset " + FIRST_LOCAL_INDEX;
        return List.of(
                chain("local-", byAddress(index), orFirst("local-")),
                chain("nodeport-local-", byNodePort(index), orFirst("nodeport-local-")));
    }

    private Chain chain(String prefix, String... rules) {
        return Chain.of(name(prefix), rules);
    }

    private String name(String prefix) {
        return name(layout, prefix, protocol, count);
    }

    private String byAddress(String index) {
        return choose() + Tokens.of(layout.family()) + " daddr . " + protocol.token() + " dport . " + index + " map @"
                + layout.named(TableLayout.endpoints(protocol));
    }

    private String byNodePort(String index) {
        return choose() + protocol.token() + " dport . " + index + " map @"
                + layout.named(TableLayout.nodePortEndpoints(protocol));
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
    private String orFirst(String prefix) {
        return count == 1 ? "drop" : "goto " + name(layout, prefix, protocol, 1);
    }
}
