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
 * number of endpoints that occurs. See this package's description for the packet's way.
 */
final class TableLayout {
    /** The name of our table in each family. */
    static final String TABLE = "portico";

    private static final String REFUSE = "goto refuse";

    private final Family family;
    private final String mark;
    private final Map<String, String> services = new LinkedHashMap<>();
    private final Map<String, String> nodePorts = new LinkedHashMap<>();
    private final Map<String, String> clusterIps = new LinkedHashMap<>();
    private final Map<String, String> guarded = new LinkedHashMap<>();
    private final Map<String, String> allowed = new LinkedHashMap<>();
    private final Map<String, String> hairpins = new LinkedHashMap<>();
    private final Endpoints tcp = new Endpoints(Protocol.TCP);
    private final Endpoints udp = new Endpoints(Protocol.UDP);

    /** The endpoints of one protocol's ports: by address, by node port, and which numbers of them occur. */
    private record Endpoints(
            Protocol protocol,
            Map<String, String> byAddress,
            Map<String, String> byNodePort,
            SortedSet<Integer> counts) {
        Endpoints(Protocol protocol) {
            // One is where all others fall back to.
            this(protocol, new LinkedHashMap<>(), new LinkedHashMap<>(), new TreeSet<>(Set.of(1)));
        }
    }

    TableLayout(Family family, int masqueradeMark) {
        this.family = family;
        this.mark = "0x%x".formatted(masqueradeMark);
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
        return Table.of(family, TABLE, sets(), chains());
    }

    private void add(ServicePort port) {
        var protocol = port.key().protocol();
        var number = port.key().number();
        var count = port.endpoints().size();
        var ofProtocol = of(protocol);
        if (count > 0) {
            ofProtocol.counts.add(count);
        }
        clusterIps.put(port.clusterIp().text(), "");
        addAddress(port, port.clusterIp(), "");
        for (var address : port.externalAddresses()) {
            addAddress(port, address, "external-");
            if (port.guardedAddresses().contains(address)) {
                var key = address + " . " + protocol.token() + " . " + number;
                guarded.put(key, "");
                port.sourceRanges().forEach(range -> allowed.put(key + " . " + range, ""));
            }
        }
        if (port.nodePort() != 0) {
            nodePorts.put(protocol.token() + " . " + port.nodePort(), verdict("nodeport-", protocol, count));
            addEndpoints(ofProtocol.byNodePort, String.valueOf(port.nodePort()), port.endpoints());
        }
    }

    private void addAddress(ServicePort port, Address address, String chainPrefix) {
        var protocol = port.key().protocol();
        var number = port.key().number();
        services.put(
                address + " . " + protocol.token() + " . " + number,
                verdict(chainPrefix, protocol, port.endpoints().size()));
        addEndpoints(of(protocol).byAddress, address + " . " + number, port.endpoints());
    }

    private static String verdict(String chainPrefix, Protocol protocol, int count) {
        return count == 0 ? REFUSE : "goto " + chainPrefix + protocol.token() + "-" + count;
    }

    private static void addEndpoints(Map<String, String> map, String key, List<Endpoint> endpoints) {
        for (var i = 0; i < endpoints.size(); i++) {
            var endpoint = endpoints.get(i);
            map.put(key + " . " + i, endpoint.address() + " . " + endpoint.port());
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
        sets.add(new ElementSet(Kind.SET, "guarded", service, guarded));
        sets.add(new ElementSet(Kind.SET, "allowed", service + " . " + address + " ; flags interval", allowed));
        sets.add(new ElementSet(Kind.SET, "hairpins", "type " + address + " . " + address, hairpins));
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
        chains.add(Chain.of(
                "dispatch",
                service + " @guarded " + service + " . " + ip + " saddr != @allowed drop",
                service + " vmap @services",
                ip + " daddr @cluster-ips goto refuse",
                "fib daddr type local " + ip + " daddr != " + loopback + " meta l4proto . th dport vmap @nodeports"));
        chains.add(new Chain("prerouting", "type nat hook prerouting priority -100", List.of("goto dispatch")));
        chains.add(new Chain(
                "output",
                "type nat hook output priority -100",
                List.of(ip + " daddr @cluster-ips meta mark set mark or " + mark, "goto dispatch")));
        chains.add(new Chain(
                "postrouting",
                "type nat hook postrouting priority 100",
                List.of(
                        "meta mark and " + mark + " != 0 meta mark set mark xor " + mark + " masquerade fully-random",
                        "ct status dnat " + ip + " saddr . " + ip + " daddr @hairpins masquerade fully-random")));
        for (var ofProtocol : List.of(tcp, udp)) {
            ofProtocol.counts.forEach(count -> addEndpointChains(chains, ofProtocol.protocol, count));
        }
        return chains;
    }

    /**
     * The chains that choose one of so many endpoints. A packet that meets a change half-way may find its number gone;
     * number 0 is the last to go, and after it the client's retry is better off than with a connection past the rules.
     */
    private void addEndpointChains(List<Chain> chains, Protocol protocol, int count) {
        var ip = family.token();
        var name = protocol.token() + "-" + count;
        var dport = protocol.token() + " dport";
        var choose = "meta l4proto " + protocol.token() + " dnat " + ip + " addr . port to ";
        var index = dport + " . numgen random mod " + count + " map @";
        chains.add(Chain.of(
                name,
                choose + ip + " daddr . " + index + endpointMap("", protocol),
                count == 1 ? "drop" : "goto " + protocol.token() + "-1"));
        chains.add(Chain.of("external-" + name, "meta mark set mark or " + mark, "goto " + name));
        chains.add(Chain.of(
                "nodeport-" + name,
                "meta mark set mark or " + mark,
                choose + index + endpointMap("nodeport-", protocol),
                count == 1 ? "drop" : "goto nodeport-" + protocol.token() + "-1"));
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
