package io.portico.nodeproxy.differential;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a proxy has chosen, as lines. */
final class Chosen {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^\\t(?:chain|map) \"?([^\\s\"]+)\"? \\{\\n(.*?)^\\t\\}");
    private static final Pattern POLICY_CHAIN = Pattern.compile("(service|local)-[A-Z0-9]{8}-(.*)");
    private static final Pattern TARGET = Pattern.compile("\\d+ : (\\S+) \\. (\\d+)");
    private static final Pattern NO_ENDPOINT =
            Pattern.compile("(\\S+(?: \\. \\S+){1,2})(?: comment \"[^\"]*\")? : (drop|goto reject-chain)");
    private static final Pattern GAPS =
            Pattern.compile("_no_local_endpoints_total\\{ip_family=\"(IPv.)\",traffic_policy=\"(\\w+)\"\\} (\\d+)");

    private final SortedSet<String> lines = new TreeSet<>();

    /** One of upstream's, as nft lists it. */
    void addTable(Family family, String listing) {
        Map<String, String> blocks = new HashMap<>();
        for (var block = BLOCK.matcher(listing); block.find(); ) {
            blocks.put(block.group(1), block.group(2));
        }
        blocks.forEach((name, body) -> {
            var policy = POLICY_CHAIN.matcher(name);
            if (policy.matches()) {
                for (var target = TARGET.matcher(body); target.find(); ) {
                    var address = Address.parse(target.group(1)).orElseThrow();
                    addEndpoint(
                            policy.group(1), policy.group(2), new Endpoint(address, Integer.parseInt(target.group(2))));
                }
            }
        });
        for (var map : new String[] {"no-endpoint-services", "no-endpoint-nodeports"}) {
            for (var element = NO_ENDPOINT.matcher(blocks.getOrDefault(map, "")); element.find(); ) {
                addNobody(family, element.group(1), element.group(2).equals("drop"));
            }
        }
    }

    /** Upstream's, as they are scraped. */
    void addMetrics(String metrics) {
        for (var gap = GAPS.matcher(metrics); gap.find(); ) {
            lines.add("gaps " + gap.group(1) + " " + gap.group(2) + " " + gap.group(3));
        }
    }

    /** Ours: what upstream's would be, were it the same. */
    void add(ProxyState state) {
        state.ports().forEach(this::add);
        for (var family : Family.values()) {
            for (var policy : LocalPolicy.values()) {
                lines.add("gaps " + family.value() + " " + policy.name().toLowerCase(Locale.ROOT) + " "
                        + state.localGaps().count(family, policy));
            }
        }
    }

    private void add(ServicePort port) {
        var key = port.key();
        var protocol = key.protocol().token();
        var name = key.service() + "/" + protocol + "/" + port.name();
        var isExternal = port.nodePort() != 0 || !port.externalAddresses().isEmpty();
        var internally = port.isLocal(LocalPolicy.INTERNAL);
        if (!internally || isExternal) {
            port.endpoints().forEach(endpoint -> addEndpoint("service", name, endpoint));
        }
        port.endpointsHere().forEach(endpoint -> addEndpoint("local", name, endpoint));
        var isNowhere = port.endpoints().isEmpty();
        var isElsewhere = !isNowhere && port.endpointsHere().isEmpty();
        if (isNowhere || (internally && isElsewhere)) {
            addNobody(key.family(), port.clusterIp() + " . " + protocol + " . " + key.number(), !isNowhere);
        }
        if (port.nodePort() != 0 && (isNowhere || (port.isLocal(LocalPolicy.EXTERNAL) && isElsewhere))) {
            addNobody(key.family(), protocol + " . " + port.nodePort(), !isNowhere);
        }
    }

    private void addEndpoint(String policy, String name, Endpoint endpoint) {
        lines.add(policy + " " + name + " " + endpoint);
    }

    private void addNobody(Family family, String where, boolean dropped) {
        lines.add(family.value() + " " + where + (dropped ? " dropped" : " refused"));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
