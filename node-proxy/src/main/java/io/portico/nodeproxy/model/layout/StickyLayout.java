package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.runtime.net.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ports of Services with session affinity need beside map elements: a chain of their own, which names their
 * endpoints, and for each endpoint the set of its clients. The kernel fills the sets and forgets each client in its
 * time; a set goes with its endpoint.
 */
final class StickyLayout {
    /** How many clients one endpoint may have; those beyond are served, but forgotten at once. */
    private static final int MOST_CLIENTS = 1 << 20;

    private final TableLayout layout;
    private final Map<String, ElementSet> sets = new LinkedHashMap<>();
    private final List<Chain> chains = new ArrayList<>();

    StickyLayout(TableLayout layout) {
        this.layout = layout;
    }

    /** The chain for packets that would go to that kind of chain were there no affinity. */
    String chain(ChainKind kind, ServicePort port) {
        return layout.named(kind.atAnyPort().prefix() + "sticky-" + name(port));
    }

    void add(ServicePort port) {
        if (!port.endpoints().isEmpty()) {
            var all = chain(ChainKind.CLUSTER_IP, port);
            chains.add(new Chain(all, "", rules(port, port.endpoints())));
            chains.add(Chain.of(chain(ChainKind.EXTERNAL, port), layout.markRule(), "goto " + all));
            if (port.isLocal(LocalPolicy.EXTERNAL)) {
                chains.add(Chain.of(
                        chain(ChainKind.INSIDE, port), "fib saddr type local " + layout.markRule(), "goto " + all));
            }
        }
        if (!port.endpointsHere().isEmpty()) {
            chains.add(new Chain(chain(ChainKind.LOCAL, port), "", rules(port, port.endpointsHere())));
        }
    }

    List<ElementSet> sets() {
        return List.copyOf(sets.values());
    }

    List<Chain> chains() {
        return chains;
    }

    private List<String> rules(ServicePort port, List<Endpoint> endpoints) {
        var ip = Tokens.of(layout.family());
        var protocol = port.key().protocol().token();
        var known = new ArrayList<String>();
        var fresh = new ArrayList<String>();
        var any = new ArrayList<String>();
        for (var endpoint : endpoints) {
            var clients = clients(port, endpoint);
            var take = "update @" + clients + " { " + ip + " saddr timeout " + port.affinitySeconds()
                    + "s } meta l4proto " + protocol + " dnat to " + endpoint;
            known.add(ip + " saddr @" + clients + " " + take);
            var left = endpoints.size() - fresh.size();
            fresh.add(left == 1 ? take : "numgen random mod " + left + " 0 " + take);
            any.add(any.size() + " : " + endpoint.address() + " . " + endpoint.port());
        }
        var rules = new ArrayList<>(known);
        rules.addAll(fresh);
        // Only reached when the set of clients is full.
        rules.add("meta l4proto " + protocol + " dnat " + ip + " addr . port to numgen random mod " + any.size()
                + " map { " + String.join(", ", any) + " }");
        return rules;
    }

    /** The set of that endpoint's clients, declared when it was not yet; the same in every generation. */
    private String clients(ServicePort port, Endpoint endpoint) {
        // A name in nft has no colons.
        var name = TableLayout.LEARNED + name(port) + "-"
                + endpoint.address().text().replace(':', '.') + "/" + endpoint.port();
        // The timeout stands in the rules: a set cannot be declared anew without losing what it holds.
        var type = "type " + Tokens.addressType(layout.family()) + " ; flags dynamic,timeout ; size " + MOST_CLIENTS;
        sets.putIfAbsent(name, new ElementSet(ElementSet.Kind.SET, name, type, Map.of()));
        return name;
    }

    private static String name(ServicePort port) {
        var key = port.key();
        return key.service() + "/" + key.protocol().token() + "/" + key.number();
    }
}
