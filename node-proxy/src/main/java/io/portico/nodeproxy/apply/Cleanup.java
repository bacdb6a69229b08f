package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.layout.SetName;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.state.UdpFlow;
import io.portico.nodeproxy.nft.Found;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes away what a node-proxy left on its node: its tables, and the UDP flows that their rules redirected. Those would
 * go on to pods that may be gone, for as long as the client sends; TCP connections end by themselves. What is not there
 * is no fault, so it can be run again.
 */
public final class Cleanup {
    /** The maps that say which addresses and ports, or node ports, are Services'. */
    private static final List<SetName> MAPS =
            List.of(SetName.SERVICES, SetName.LOCAL_SERVICES, SetName.NODE_PORTS, SetName.LOCAL_NODE_PORTS);

    // nft writes the number of a protocol where it has no list of their names.
    private static final Pattern SERVICE = Pattern.compile("([0-9a-fA-F.:]+) \\. (?:udp|17) \\. ([0-9]{1,5}) :");
    private static final Pattern NODE_PORT = Pattern.compile("(?:^|[{,\\s])(?:udp|17) \\. ([0-9]{1,5}) :");

    private final NftCommand nft;
    private final Conntrack conntrack;
    private final Path ipv6;
    private final Consumer<String> out;

    /** @param nodePorts of any address */
    private record Redirected(Set<Endpoint> services, Set<Integer> nodePorts) {
        private boolean has(UdpFlow flow) {
            return !flow.asked().equals(flow.answering())
                    && (services.contains(flow.asked())
                            || nodePorts.contains(flow.asked().port()));
        }

        private boolean isEmpty() {
            return services.isEmpty() && nodePorts.isEmpty();
        }
    }

    /**
     * With the node's {@code nft} and {@code conntrack}.
     *
     * @param proc where /proc is
     * @param out takes a line for each thing that was removed, was not there, or could not be removed
     */
    public Cleanup(CommandRunner commands, Path proc, Consumer<String> out) {
        nft = new NftCommand(commands);
        conntrack = new Conntrack(commands);
        ipv6 = proc.resolve("net/if_inet6");
        this.out = out;
    }

    /** Whether nothing is left. */
    public boolean run() throws InterruptedException {
        var done = true;
        for (var family : Family.values()) {
            if (family == Family.IPV6 && !Files.exists(ipv6)) {
                out.accept("table ip6 " + TableLayout.TABLE + ": not there, the kernel has no IPv6");
                continue;
            }
            done &= run(family);
        }
        return done;
    }

    private boolean run(Family family) throws InterruptedException {
        var table = "table " + Tokens.of(family) + " " + TableLayout.TABLE;
        try {
            if (!nft.has(family, TableLayout.TABLE)) {
                out.accept(table + ": not there");
                return true;
            }
            var redirected = redirected(family, nft.find(family, TableLayout.TABLE));
            nft.apply(Transaction.removing(family, TableLayout.TABLE));
            out.accept(table + ": removed");
            if (!redirected.isEmpty()) {
                forget(family, redirected);
            }
            return true;
        } catch (NftException e) {
            out.accept(table + ": not removed: " + e.getMessage());
        } catch (IOException e) {
            out.accept("UDP flows of " + family.value() + ": not forgotten: " + e.getMessage());
        }
        return false;
    }

    /** Only when the rules are gone: until then they make new ones. */
    private void forget(Family family, Redirected redirected) throws IOException, InterruptedException {
        var ours = conntrack.udpFlows(family).stream().filter(redirected::has).toList();
        out.accept("UDP flows of " + family.value() + ": " + conntrack.forget(family, ours) + " forgotten");
    }

    private Redirected redirected(Family family, Found found) throws NftException, InterruptedException {
        var services = new HashSet<Endpoint>();
        var nodePorts = new HashSet<Integer>();
        for (var set : found.sets().entrySet()) {
            if (!isOfServices(set.getKey())) {
                continue;
            }
            var text = nft.elements(family, TableLayout.TABLE, set.getValue(), set.getKey());
            SERVICE.matcher(text)
                    .results()
                    .forEach(match -> Address.parse(match.group(1))
                            .ifPresent(
                                    address -> services.add(new Endpoint(address, Integer.parseInt(match.group(2))))));
            NODE_PORT.matcher(text).results().forEach(match -> nodePorts.add(Integer.parseInt(match.group(1))));
        }
        return new Redirected(services, nodePorts);
    }

    /** Of whatever generation: a number behind the name. */
    private static boolean isOfServices(String map) {
        return MAPS.stream().anyMatch(name -> name.isBaseOf(map));
    }
}
