package io.portico.nodeproxy.model.state;

import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.NamespacedName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the UDP flows that would go on to an endpoint that is gone, for as long as the client keeps sending from one
 * port: UDP has no end of connection by which the kernel would forget them. Those of other programs are left alone.
 */
public final class StaleFlows {
    private final Map<Endpoint, Set<Endpoint>> byAddress = new HashMap<>();
    private final Map<Integer, Set<Endpoint>> byNodePort = new HashMap<>();

    private StaleFlows(Family family, ProxyState before, ProxyState after) {
        var changed = after.services().differences(before.services());
        // Where a Service was asked for until now and no longer is, nobody may answer.
        for (var port : udpPorts(before, changed, family)) {
            add(port, Set.of());
        }
        for (var port : udpPorts(after, changed, family)) {
            add(port, port.serving());
        }
    }

    private static List<ServicePort> udpPorts(ProxyState state, Set<NamespacedName> services, Family family) {
        return state.ports(services).stream()
                .filter(port -> port.key().family() == family && port.key().protocol() == Protocol.UDP)
                .toList();
    }

    private void add(ServicePort port, Set<Endpoint> serving) {
        port.addresses()
                .forEach(address -> byAddress
                        .computeIfAbsent(new Endpoint(address, port.key().number()), _ -> new HashSet<>())
                        .addAll(serving));
        if (port.nodePort() != 0) {
            byNodePort.computeIfAbsent(port.nodePort(), _ -> new HashSet<>()).addAll(serving);
        }
    }

    /** The stale ones of those flows, each once: those to Services that changed. */
    public static Set<UdpFlow> among(Collection<UdpFlow> flows, Family family, ProxyState before, ProxyState after) {
        var stale = new StaleFlows(family, before, after);
        return flows.stream().filter(stale::isStale).collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    /** Whether the flows of a family must be looked at: some UDP port is not as it was. */
    public static boolean mayExist(Family family, ProxyState before, ProxyState after) {
        var changed = after.services().differences(before.services());
        return !udpPorts(before, changed, family).equals(udpPorts(after, changed, family));
    }

    private boolean isStale(UdpFlow flow) {
        var atAddress = byAddress.get(flow.asked());
        if (atAddress != null) {
            return !atAddress.contains(flow.answering());
        }
        var atNodePort = byNodePort.get(flow.asked().port());
        if (atNodePort == null) {
            return false;
        }
        // The port may be that of a stranger's server. If the datagrams are not redirected but answered, it is.
        return flow.redirected() ? !atNodePort.contains(flow.answering()) : !flow.answered();
    }
}
