package io.portico.nodeproxy.model;

import io.portico.nodeproxy.nft.Chain;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.ElementSet.Kind;
import io.portico.nodeproxy.nft.Family;
import io.portico.nodeproxy.nft.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Lays out one family's table so that Services are map elements and nothing else: chains there are only one for each
 * number of endpoints that occurs, and those of {@link StickyLayout}. See this package's description for the packet's
 * way.
 */
final class TableLayout {
    /** The name of our table in each family. */
    static final String TABLE = "portico";

    private static final String REFUSE = "goto refuse";

    /** The endpoints of this node that answer a Local policy are numbered from here on, behind all others. */
    private static final int FIRST_LOCAL_INDEX = 32768;

    private final Family family;
    private final String mark;
    private final Map<String, String> services = new LinkedHashMap<>();
    private final Map<String, String> nodePorts = new LinkedHashMap<>();
    private final Map<String, String> localServices = new LinkedHashMap<>();
    private final Map<String, String> localNodePorts = new LinkedHashMap<>();
    private final Map<String, String> podRanges = new LinkedHashMap<>();
    private final Map<String, String> clusterIps = new LinkedHashMap<>();
    private final Map<String, String> guarded = new LinkedHashMap<>();
    private final Map<String, String> allowed = new LinkedHashMap<>();
    private final Map<String, String> hairpins = new LinkedHashMap<>();
    private final StickyLayout sticky;
    private final Endpoints tcp = new Endpoints(Protocol.TCP);
    private final Endpoints udp = new Endpoints(Protocol.UDP);

    /**
     * The endpoints of one protocol's ports: by address, by node port, and which numbers of them occur: of all, and of
     * those on this node and elsewhere that belong to a Local policy.
     */
    private record Endpoints(
            Protocol protocol,
            Map<String, String> byAddress,
            Map<String, String> byNodePort,
            SortedSet<Integer> counts,
            SortedSet<Integer> localCounts,
            SortedSet<Integer> insideCounts) {
        Endpoints(Protocol protocol) {
            // One is where all others fall back to.
            this(
                    protocol,
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    new TreeSet<>(Set.of(1)),
                    new TreeSet<>(),
                    new TreeSet<>());
        }
    }

    TableLayout(Family family, int masqueradeMark) {
        this.family = family;
        this.mark = "0x%x".formatted(masqueradeMark);
        this.sticky = new StickyLayout(family, markRule());
    }

    Table table(ProxyState state) {
        for (var port : state.ports().values()) {
            if (port.key().family() == family) {
                add(port);
            }
        }
        state.endpointsHere().stream()
                .filter(address -> address.family() == family)
                .sorted()
                .forEach(address -> hairpins.put(address + " . " + address, ""));
        state.podRanges().stream()
                .filter(range -> range.first().family() == family)
                .forEach(range -> podRanges.put(range.toString(), ""));
        return Table.of(family, TABLE, sets(), chains());
    }

    private void add(ServicePort port) {
        var protocol = port.key().protocol();
        var number = port.key().number();
        if (port.isSticky()) {
            sticky.add(port);
        }
        // A sticky port's endpoints stand in its own chains.
        var ofProtocol = port.isSticky() ? new Endpoints(protocol) : of(protocol);
        var isLocal = port.isLocal(LocalPolicy.EXTERNAL);
        count(port, ofProtocol);
        clusterIps.put(port.clusterIp().text(), "");
        var onlyHere = port.isLocal(LocalPolicy.INTERNAL);
        var atClusterIp = onlyHere ? port.endpointsHere() : port.endpoints();
        services.put(
                key(port, port.clusterIp()), verdict(onlyHere && port.isSticky() ? "local-" : "", port, atClusterIp));
        addEndpoints(ofProtocol.byAddress, port.clusterIp() + " . " + number, 0, atClusterIp);
        for (var address : port.externalAddresses()) {
            var key = key(port, address);
            services.put(key, verdict(isLocal ? "inside-" : "external-", port, port.endpoints()));
            addEndpoints(ofProtocol.byAddress, address + " . " + number, 0, port.endpoints());
            if (isLocal) {
                localServices.put(key, verdict("local-", port, port.endpointsHere()));
                addEndpoints(ofProtocol.byAddress, address + " . " + number, FIRST_LOCAL_INDEX, port.endpointsHere());
            }
            if (port.guardedAddresses().contains(address)) {
                guarded.put(key, "");
                port.sourceRanges().forEach(range -> allowed.put(key + " . " + range, ""));
            }
        }
        if (port.nodePort() != 0) {
            var key = protocol.token() + " . " + port.nodePort();
            var nodePort = String.valueOf(port.nodePort());
            nodePorts.put(key, verdict(isLocal ? "nodeport-inside-" : "nodeport-", port, port.endpoints()));
            addEndpoints(ofProtocol.byNodePort, nodePort, 0, port.endpoints());
            if (isLocal) {
                localNodePorts.put(key, verdict("nodeport-local-", port, port.endpointsHere()));
                addEndpoints(ofProtocol.byNodePort, nodePort, FIRST_LOCAL_INDEX, port.endpointsHere());
            }
        }
    }

    private static void count(ServicePort port, Endpoints ofProtocol) {
        addCount(ofProtocol.counts, port.endpoints());
        if (port.isLocal(LocalPolicy.INTERNAL)) {
            addCount(ofProtocol.counts, port.endpointsHere());
        }
        if (port.isLocal(LocalPolicy.EXTERNAL)) {
            addCount(ofProtocol.insideCounts, port.endpoints());
            addCount(ofProtocol.localCounts, port.endpointsHere());
        }
    }

    private static void addCount(SortedSet<Integer> counts, List<Endpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            counts.add(1);
            counts.add(endpoints.size());
        }
    }

    private static String key(ServicePort port, Address address) {
        return address + " . " + port.key().protocol().token() + " . "
                + port.key().number();
    }

    /** Refused when nobody anywhere could answer; dropped when those who could are none of the ones to choose from. */
    private static String verdict(String chainPrefix, ServicePort port, List<Endpoint> choice) {
        if (port.endpoints().isEmpty()) {
            return REFUSE;
        }
        if (choice.isEmpty()) {
            return "drop";
        }
        return "goto "
                + (port.isSticky()
                        ? StickyLayout.chain(chainPrefix, port)
                        : chainPrefix + port.key().protocol().token() + "-" + choice.size());
    }

    private static void addEndpoints(Map<String, String> map, String key, int first, List<Endpoint> endpoints) {
        for (var i = 0; i < endpoints.size(); i++) {
            var endpoint = endpoints.get(i);
            map.put(key + " . " + (first + i), endpoint.address() + " . " + endpoint.port());
        }
    }

    private List<ElementSet> sets() {
        var address = family.addressType();
        var daddr = family.token() + " daddr";
        var sets = new ArrayList<ElementSet>();
        sets.add(new ElementSet(Kind.SET, "cluster-ips", "type " + address, clusterIps));
        var service = "type " + address + " . inet_proto . inet_service";
        sets.add(new ElementSet(Kind.MAP, "services", service + " : verdict", services));
        sets.add(new ElementSet(Kind.MAP, "nodeports", "type inet_proto . inet_service : verdict", nodePorts));
        sets.add(new ElementSet(Kind.MAP, "local-services", service + " : verdict", localServices));
        sets.add(new ElementSet(
                Kind.MAP, "local-nodeports", "type inet_proto . inet_service : verdict", localNodePorts));
        sets.add(new ElementSet(Kind.SET, "pods", "type " + address + " ; flags interval", podRanges));
        sets.add(new ElementSet(Kind.SET, "guarded", service, guarded));
        sets.add(new ElementSet(Kind.SET, "allowed", service + " . " + address + " ; flags interval", allowed));
        sets.add(new ElementSet(Kind.SET, "hairpins", "type " + address + " . " + address, hairpins));
        sets.addAll(sticky.sets());
        for (var ofProtocol : List.of(tcp, udp)) {
            var protocol = ofProtocol.protocol;
            var dport = protocol.token() + " dport";
            // "numgen" stands for an index: there is no plain type of its size that a later nft process would match.
            var to = "numgen random mod 65536 : " + daddr + " . " + dport;
            sets.add(new ElementSet(
                    Kind.MAP,
                    endpointMap("", protocol),
                    "typeof " + daddr + " . " + dport + " . " + to,
                    ofProtocol.byAddress));
            sets.add(new ElementSet(
                    Kind.MAP,
                    endpointMap("nodeport-", protocol),
                    "typeof " + dport + " . " + to,
                    ofProtocol.byNodePort));
        }
        return sets;
    }

    private List<Chain> chains() {
        var ip = family.token();
        var loopback = family == Family.IP ? "127.0.0.0/8" : "::1";
        var service = ip + " daddr . meta l4proto . th dport";
        var chains = new ArrayList<Chain>();
        chains.add(Chain.of("refuse", "meta l4proto tcp reject with tcp reset", "reject"));
        var guard = service + " @guarded " + service + " . " + ip + " saddr != @allowed drop";
        var atAddress = service + " vmap @services";
        var otherPort = ip + " daddr @cluster-ips goto refuse";
        var ownAddress = "fib daddr type local " + ip + " daddr != " + loopback + " meta l4proto . th dport vmap @";
        chains.add(Chain.of("from-inside", guard, atAddress, otherPort, ownAddress + "nodeports"));
        chains.add(Chain.of(
                "from-outside",
                guard,
                service + " vmap @local-services",
                atAddress,
                otherPort,
                ownAddress + "local-nodeports",
                ownAddress + "nodeports"));
        chains.add(new Chain(
                "prerouting",
                "type nat hook prerouting priority -100",
                List.of(ip + " saddr @pods goto from-inside", "goto from-outside")));
        chains.add(new Chain(
                "output",
                "type nat hook output priority -100",
                List.of(ip + " daddr @cluster-ips " + markRule(), "goto from-inside")));
        chains.add(new Chain(
                "postrouting",
                "type nat hook postrouting priority 100",
                List.of(
                        "meta mark and " + mark + " != 0 meta mark set mark xor " + mark + " masquerade fully-random",
                        "ct status dnat " + ip + " saddr . " + ip + " daddr @hairpins masquerade fully-random")));
        chains.addAll(sticky.chains());
        for (var ofProtocol : List.of(tcp, udp)) {
            ofProtocol.counts.forEach(count -> addEndpointChains(chains, ofProtocol.protocol, count));
            ofProtocol.insideCounts.forEach(count -> addInsideChains(chains, ofProtocol.protocol, count));
            ofProtocol.localCounts.forEach(count -> addLocalChains(chains, ofProtocol.protocol, count));
        }
        return chains;
    }

    /** The chains that choose one of so many endpoints. */
    private void addEndpointChains(List<Chain> chains, Protocol protocol, int count) {
        var name = protocol.token() + "-" + count;
        chains.add(Chain.of(name, byAddress(protocol, index(count)), orFirst("", protocol, count)));
        chains.add(Chain.of("external-" + name, markRule(), "goto " + name));
        chains.add(Chain.of(
                "nodeport-" + name,
                markRule(),
                byNodePort(protocol, index(count)),
                orFirst("nodeport-", protocol, count)));
    }

    /** For who is not outside, in the sense of {@link LocalPolicy#EXTERNAL}. */
    private void addInsideChains(List<Chain> chains, Protocol protocol, int count) {
        var name = protocol.token() + "-" + count;
        var markOwn = "fib saddr type local " + markRule();
        chains.add(Chain.of("inside-" + name, markOwn, "goto " + name));
        chains.add(Chain.of(
                "nodeport-inside-" + name,
                markOwn,
                byNodePort(protocol, index(count)),
                orFirst("nodeport-inside-", protocol, count)));
    }

    /** For who is. */
    private void addLocalChains(List<Chain> chains, Protocol protocol, int count) {
        var name = protocol.token() + "-" + count;
        var index = index(count) + " offset " + FIRST_LOCAL_INDEX;
        chains.add(Chain.of("local-" + name, byAddress(protocol, index), orFirst("local-", protocol, count)));
        chains.add(Chain.of(
                "nodeport-local-" + name, byNodePort(protocol, index), orFirst("nodeport-local-", protocol, count)));
    }

    private String byAddress(Protocol protocol, String index) {
        return choose(protocol) + family.token() + " daddr . " + protocol.token() + " dport . " + index + " map @"
                + endpointMap("", protocol);
    }

    private String byNodePort(Protocol protocol, String index) {
        return choose(protocol) + protocol.token() + " dport . " + index + " map @"
                + endpointMap("nodeport-", protocol);
    }

    private String choose(Protocol protocol) {
        return "meta l4proto " + protocol.token() + " dnat " + family.token() + " addr . port to ";
    }

    private static String index(int count) {
        return "numgen random mod " + count;
    }

    private String markRule() {
        return "meta mark set mark or " + mark;
    }

    /**
     * A packet that meets a change half-way may find its number gone; the first is the last to go, and after it the
     * client's retry is better off than with a connection past the rules.
     */
    private static String orFirst(String prefix, Protocol protocol, int count) {
        return count == 1 ? "drop" : "goto " + prefix + protocol.token() + "-1";
    }

    private Endpoints of(Protocol protocol) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
        };
    }

    private static String endpointMap(String prefix, Protocol protocol) {
        return prefix + protocol.token() + "-endpoints";
    }
}
