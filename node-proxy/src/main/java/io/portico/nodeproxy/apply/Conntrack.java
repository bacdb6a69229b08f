package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.state.UdpFlow;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The kernel's memory of flows: what it can follow, and its UDP flows, through the {@code conntrack} command. */
public final class Conntrack {
    private static final Pattern WORDS = Pattern.compile(" +");
    private static final String TIMED_OUT = "such conntrack doesn't exist";
    private static final int MOST_ATTEMPTS = 20;
    private static final Pattern DELETED = Pattern.compile("(\\d+) flow entries have been deleted");

    private final CommandRunner commands;
    private final Path settings;

    /** Runs {@code conntrack} by that runner, on this kernel. */
    public Conntrack(CommandRunner commands) {
        this(commands, Path.of("/proc/sys/net/netfilter"));
    }

    /** {@code settings}: where the kernel shows what can be set about flows. */
    public Conntrack(CommandRunner commands, Path settings) {
        this.commands = commands;
        this.settings = settings;
    }

    /**
     * Protocols whose ports the kernel does not see, so that it redirects packets to the wrong ones although it takes
     * the rules. Where it follows no flows at all yet, nothing is known, and none is named.
     */
    Map<Protocol, String> obstacles() {
        return Files.exists(settings.resolve("nf_conntrack_max"))
                        && !Files.exists(settings.resolve("nf_conntrack_sctp_timeout_established"))
                ? Map.of(
                        Protocol.SCTP,
                        "its kernel was built without CONFIG_NF_CT_PROTO_SCTP; boot one that has it, or write another"
                                + " protocol")
                : Map.of();
    }

    /** All UDP flows of a family, flows that differ only in the client once. */
    Set<UdpFlow> udpFlows(Family family) throws IOException, InterruptedException {
        var outcome = commands.run("", "conntrack", "-L", "-f", option(family), "-p", "udp");
        if (outcome.exitCode() != 0) {
            throw new IOException("conntrack -L failed: " + outcome.complaint());
        }
        return parse(outcome.output());
    }

    /** Forgets those flows of all clients, and returns how many it were. */
    int forget(Family family, Collection<UdpFlow> flows) throws IOException, InterruptedException {
        var forgotten = 0;
        for (var flow : flows) {
            forgotten += forget(family, flow);
        }
        return forgotten;
    }

    private int forget(Family family, UdpFlow flow) throws IOException, InterruptedException {
        for (var attempt = 1; true; attempt++) {
            var outcome = commands.run(
                    "",
                    "conntrack",
                    "-D",
                    "-f",
                    option(family),
                    "-p",
                    "udp",
                    "--orig-dst",
                    flow.asked().address().text(),
                    "--orig-port-dst",
                    String.valueOf(flow.asked().port()),
                    "--reply-src",
                    flow.answering().address().text(),
                    "--reply-port-src",
                    String.valueOf(flow.answering().port()));
            var deleted = DELETED.matcher(outcome.error());
            // It fails when none is there, which is as good.
            if (deleted.find()) {
                return Integer.parseInt(deleted.group(1));
            }
            // One of several timed out while they were being deleted, at which conntrack leaves the others.
            if (!outcome.error().contains(TIMED_OUT) || attempt == MOST_ATTEMPTS) {
                throw new IOException("conntrack -D failed: " + outcome.complaint());
            }
        }
    }

    /**
     * Reads lines such as {@code udp 17 28 src=10.1.0.2 dst=10.96.0.10 sport=4000 dport=53 [UNREPLIED] src=10.2.0.2
     * dst=10.1.0.2 sport=5353 dport=4000 use=1}. Lines of another shape are passed over.
     */
    static Set<UdpFlow> parse(String listing) {
        var flows = new LinkedHashSet<UdpFlow>();
        for (var line : listing.lines().toList()) {
            var words = List.of(WORDS.split(line, 0));
            var destinations = values(words, "dst=");
            var sources = values(words, "src=");
            var destinationPorts = values(words, "dport=");
            var sourcePorts = values(words, "sport=");
            if (sources.size() == 2
                    && destinations.size() == 2
                    && sourcePorts.size() == 2
                    && destinationPorts.size() == 2) {
                var asked = endpoint(destinations.getFirst(), destinationPorts.getFirst());
                var answering = endpoint(sources.getLast(), sourcePorts.getLast());
                if (asked.isPresent() && answering.isPresent()) {
                    flows.add(new UdpFlow(asked.get(), answering.get(), !words.contains("[UNREPLIED]")));
                }
            }
        }
        return flows;
    }

    private static List<String> values(List<String> words, String key) {
        var values = new ArrayList<String>();
        for (var word : words) {
            if (word.startsWith(key)) {
                values.add(word.substring(key.length()));
            }
        }
        return values;
    }

    private static Optional<Endpoint> endpoint(String address, String port) {
        return port.matches("[0-9]{1,5}")
                ? Address.parse(address).map(a -> new Endpoint(a, Integer.parseInt(port)))
                : Optional.empty();
    }

    private static String option(Family family) {
        return family.value().toLowerCase(Locale.ROOT);
    }
}
