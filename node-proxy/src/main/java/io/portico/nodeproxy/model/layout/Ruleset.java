package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Family;
import io.portico.nodeproxy.nft.Table;

/**
 * The tables that make this node forward.
 *
 * @param ip for IPv4
 * @param ip6 for IPv6
 */
public record Ruleset(Table ip, Table ip6) {

    /**
     * The rules for that state.
     *
     * @param masqueradeMark the bit of the packet mark that says, between the hooks of one packet, that its source must
     *     become this node
     */
    public static Ruleset of(ProxyState state, int masqueradeMark) {
        return new Ruleset(
                new TableLayout(Family.IP, masqueradeMark).table(state),
                new TableLayout(Family.IP6, masqueradeMark).table(state));
    }

    /** The table of that family. */
    public Table table(Family family) {
        return family == Family.IP ? ip : ip6;
    }

    /** Both tables. */
    @Override
    public String toString() {
        return ip.toString() + ip6;
    }
}
