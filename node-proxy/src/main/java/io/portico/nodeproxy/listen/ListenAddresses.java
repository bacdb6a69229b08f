package io.portico.nodeproxy.listen;

import io.portico.nodeproxy.model.net.NodePortAddresses;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where this host listens.
 *
 * @param nodePorts each address that takes node ports
 * @param probes where probes are answered: the same, or the one address that stands for all
 */
public record ListenAddresses(Set<Address> nodePorts, Set<Address> probes) {
    private static final Address ANY4 = Address.parse("0.0.0.0").orElseThrow();
    private static final Address ANY6 = Address.parse("::").orElseThrow();

    /** Copies the sets. */
    public ListenAddresses {
        nodePorts = Set.copyOf(nodePorts);
        probes = Set.copyOf(probes);
    }

    /**
     * What the host's interfaces and the setting make of it now.
     *
     * @param primary the node's first internal addresses
     */
    public static ListenAddresses of(NodePortAddresses setting, Map<Family, Address> primary) throws SocketException {
        var local = local();
        var nodePorts = setting.among(local, primary);
        return new ListenAddresses(nodePorts, setting.all() ? Set.of(any(local)) : nodePorts);
    }

    /** The one address that stands for all, of both families where the host has both. */
    public static Address any() throws SocketException {
        return any(local());
    }

    private static Address any(Set<Address> local) {
        return local.stream().anyMatch(address -> address.family() == Family.IPV6) ? ANY6 : ANY4;
    }

    /** Of all interfaces, loopback among them; without link-local ones, which mean nothing without an interface. */
    public static Set<Address> local() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                // An IPv6 address comes with its interface's name.
                .map(text -> text.contains("%") ? text.substring(0, text.indexOf('%')) : text)
                .flatMap(text -> Address.parse(text).stream())
                .collect(Collectors.toSet());
    }
}
