package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.net.LocalPods;
import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.ElementSet.Kind;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one family's table consists of whatever the Services are, and how things in it are called. See this package's
 * description for the packet's way.
 *
 * @param family of the table
 * @param settings the operator's
 * @param generation from 1; all chains and sets of one generation go together, so that a proxy that starts can make its
 *     own beside those that are there and then lead packets to the new ones. Only what the kernel hooks in and what it
 *     learned (the clients of sticky Services) goes from one to the next.
 * @param hooksOfItsOwn whether the chains that the kernel hooks in belong to this generation, too: where those that are
 *     there under their names are hooked in otherwise
 */
public record TableLayout(Family family, RuleSettings settings, int generation, boolean hooksOfItsOwn) {
    /** The name of our table in each family. */
    public static final String TABLE = "portico";

    /** What the names of sets begin with that the kernel fills. */
    public static final String LEARNED = "clients-";

    static final String SEPARATOR = ".";

    /** The first generation, where nothing is in the kernel. */
    public static TableLayout first(Family family, RuleSettings settings) {
        return new TableLayout(family, settings, 1, false);
    }

    /** The generation that a chain or set of that name belongs to. */
    public static int generationOf(String name) {
        var number = name.substring(name.lastIndexOf(SEPARATOR) + 1);
        return number.matches("[1-9][0-9]{0,8}") && number.length() < name.length() ? Integer.parseInt(number) : 1;
    }

    /** The chains that the kernel hooks in. */
    public List<Chain> hooks() {
        var ip = Tokens.of(family);
        var mark = mark();
        var unallocated = ip + " daddr @" + named(SetName.SERVICE_RANGES);
        return List.of(
                new Chain(hook(ChainName.PREROUTING), "type nat hook prerouting priority -100", prerouting()),
                new Chain(
                        hook(ChainName.OUTPUT),
                        "type nat hook output priority -100",
                        List.of(ip + " daddr @" + named(SetName.CLUSTER_IPS) + " " + markRule(), "goto " + entrance())),
                // Behind all others who may redirect: what another proxy serves never comes here.
                new Chain(
                        hook(ChainName.UNALLOCATED_PREROUTING),
                        "type nat hook prerouting priority -90",
                        List.of(unallocated + " fib daddr type != local drop")),
                new Chain(
                        hook(ChainName.UNALLOCATED_OUTPUT),
                        "type nat hook output priority -90",
                        List.of(unallocated + " drop")),
                new Chain(
                        hook(ChainName.POSTROUTING),
                        "type nat hook postrouting priority 100",
                        List.of(
                                "meta mark and " + mark + " != 0 meta mark set mark xor " + mark
                                        + " masquerade fully-random",
                                "ct status dnat " + ip + " saddr . " + ip + " daddr @" + named(SetName.HAIRPINS)
                                        + " masquerade fully-random")));
    }

    /**
     * The chain that packets enter this generation by: as long as it is the one that is led to, it cannot be deleted.
     */
    public String entrance() {
        return entrance(generation);
    }

    /** That of a generation. */
    public static String entrance(int generation) {
        return named(ChainName.FROM_INSIDE.toString(), generation);
    }

    private List<String> prerouting() {
        var ip = Tokens.of(family);
        var pods = settings.localPods() instanceof LocalPods.ByInterface(var pattern)
                ? "iifname \"" + pattern + "\""
                : ip + " saddr @" + named(SetName.PODS);
        var fromPods = pods + " goto " + entrance();
        var masquerade = ip + " daddr @" + named(SetName.CLUSTER_IPS) + " " + ip + " saddr @"
                + named(SetName.MASQUERADED) + " " + markRule();
        var others = "goto " + named(ChainName.FROM_OUTSIDE);
        return settings.masqueradeAll() ? List.of(masquerade, fromPods, others) : List.of(fromPods, masquerade, others);
    }

    /** The chain of that name in this generation. */
    String named(String name) {
        return named(name, generation);
    }

    /** That set or map in this generation. */
    String named(SetName name) {
        return named(name.toString());
    }

    private String named(ChainName name) {
        return named(name.toString());
    }

    /** Where a Service without endpoints is refused. */
    String refuse() {
        return named(ChainName.REFUSE);
    }

    private static String named(String name, int generation) {
        return generation == 1 ? name : name + SEPARATOR + generation;
    }

    String markRule() {
        return "meta mark set mark or " + mark();
    }

    /** All sets but those that the kernel fills, with those elements. */
    List<ElementSet> sets(Map<SetName, Map<String, String>> elements) {
        var address = Tokens.addressType(family);
        var service = "type " + address + " . inet_proto . inet_service";
        var nodePort = "type inet_proto . inet_service";
        var verdict = " : verdict";
        var sets = new ArrayList<ElementSet>();
        sets.add(set(Kind.SET, SetName.CLUSTER_IPS, "type " + address, elements));
        sets.add(set(Kind.MAP, SetName.SERVICES, service + verdict, elements));
        sets.add(set(Kind.MAP, SetName.NODE_PORTS, nodePort + verdict, elements));
        sets.add(set(Kind.MAP, SetName.LOCAL_SERVICES, service + verdict, elements));
        sets.add(set(Kind.MAP, SetName.LOCAL_NODE_PORTS, nodePort + verdict, elements));
        for (var ranges :
                List.of(SetName.PODS, SetName.MASQUERADED, SetName.NODE_PORT_ADDRESSES, SetName.SERVICE_RANGES)) {
            sets.add(set(Kind.SET, ranges, "type " + address + " ; flags interval", elements));
        }
        sets.add(set(Kind.SET, SetName.GUARDED, service, elements));
        sets.add(set(Kind.SET, SetName.ALLOWED, service + " . " + address + " ; flags interval", elements));
        sets.add(set(Kind.SET, SetName.HAIRPINS, "type " + address + " . " + address, elements));
        for (var protocol : Protocol.values()) {
            var daddr = Tokens.of(family) + " daddr";
            var dport = protocol.token() + " dport";
            // "numgen" stands for an index: there is no plain type of its size that a later nft process would match.
            var to = "numgen random mod 65536 : " + daddr + " . " + dport;
            sets.add(set(
                    Kind.MAP, SetName.endpoints(protocol), "typeof " + daddr + " . " + dport + " . " + to, elements));
            sets.add(set(Kind.MAP, SetName.nodePortEndpoints(protocol), "typeof " + dport + " . " + to, elements));
        }
        return sets;
    }

    /** The chains between the hooks and those of {@link EndpointChains}. */
    List<Chain> chains() {
        var ip = Tokens.of(family);
        var loopback = family == Family.IPV4 ? "127.0.0.0/8" : "::1";
        var service = ip + " daddr . meta l4proto . th dport";
        var guard = service + " @" + named(SetName.GUARDED) + " " + service + " . " + ip + " saddr != @"
                + named(SetName.ALLOWED) + " drop";
        var atAddress = service + " vmap @" + named(SetName.SERVICES);
        var otherPort = ip + " daddr @" + named(SetName.CLUSTER_IPS) + " goto " + named(ChainName.REFUSE);
        var ownAddress = "fib daddr type local " + ip + " daddr != " + loopback + " " + ip + " daddr @"
                + named(SetName.NODE_PORT_ADDRESSES) + " meta l4proto . th dport vmap @";
        return List.of(
                Chain.of(named(ChainName.REFUSE), "meta l4proto tcp reject with tcp reset", "reject"),
                Chain.of(entrance(), guard, atAddress, otherPort, ownAddress + named(SetName.NODE_PORTS)),
                Chain.of(
                        named(ChainName.FROM_OUTSIDE),
                        guard,
                        service + " vmap @" + named(SetName.LOCAL_SERVICES),
                        atAddress,
                        otherPort,
                        ownAddress + named(SetName.LOCAL_NODE_PORTS),
                        ownAddress + named(SetName.NODE_PORTS)));
    }

    private ElementSet set(Kind kind, SetName name, String type, Map<SetName, Map<String, String>> elements) {
        return new ElementSet(kind, named(name), type, elements.getOrDefault(name, Map.of()));
    }

    private String hook(ChainName name) {
        return hooksOfItsOwn ? named(name) : name.toString();
    }

    private String mark() {
        return "0x%x".formatted(settings.masqueradeMark());
    }
}
