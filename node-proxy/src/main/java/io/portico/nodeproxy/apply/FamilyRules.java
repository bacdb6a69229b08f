package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.InForce;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.StaleFlows;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.jboss.logging.Logger;

/** The rules of one family, and the flows that they leave behind. One call at a time. */
final class FamilyRules {
    private static final Logger LOG = Logger.getLogger(FamilyRules.class);

    private final Family family;
    private final KernelTable table;
    private final Conntrack conntrack;
    private final RulesMetrics metrics;
    private final Path addresses;
    private ProxyState withoutStaleFlows = ProxyState.EMPTY;
    private String conntrackFailure = "";

    /** {@code proc}: usually {@code /proc}. */
    FamilyRules(Family family, Nft nft, RuleSettings settings, Conntrack conntrack, RulesMetrics metrics, Path proc) {
        this.family = family;
        this.table = new KernelTable(nft, family, settings);
        this.conntrack = conntrack;
        this.metrics = metrics;
        this.addresses = proc.resolve("net/if_inet6");
    }

    Family family() {
        return family;
    }

    /** What is known of the kernel. May be used by any thread as far as it says so itself. */
    KernelTable table() {
        return table;
    }

    /**
     * Whether this kernel has that family at all: where it was booted with {@code ipv6.disable=1}, or built without
     * IPv6, there is nothing that rules could be about, and perhaps nobody to take them.
     */
    boolean isInKernel() {
        return family == Family.IPV4 || Files.exists(addresses);
    }

    /** Makes the node forward so. When it throws, the rules that are there go on. */
    synchronized void sync(ProxyState state) throws NftException, InterruptedException {
        if (!isInKernel()) {
            return;
        }
        var started = System.nanoTime();
        try {
            table.sync(state);
        } catch (NftException e) {
            metrics.failed(family);
            throw e;
        }
        metrics.synced(family, System.nanoTime() - started);
        forgetStaleFlows(state);
    }

    /**
     * As {@link DataPlane#explain}.
     *
     * @param failure why the rules cannot be changed; empty when they can
     */
    Explanation explain(
            Question question, World world, ProxyState state, RuleSettings settings, Set<Address> own, String failure)
            throws InterruptedException {
        var inForce = table.inForce(question);
        var notes = new ArrayList<>(inForce.notes());
        if (!isInKernel()) {
            notes.add("this kernel has no " + family.value());
        }
        if (!failure.isEmpty()) {
            notes.add("the rules cannot be changed at the moment, and what is said here is what they do: " + failure);
        }
        return Explanation.byRules(
                question,
                world,
                state,
                new InForce(inForce.table(), inForce.ports(), inForce.known(), notes, inForce.refused()),
                settings.localPods(),
                own);
    }

    /** For {@code /state}: a line for each thing that is not as it should be. */
    String notes() {
        var notes = new StringBuilder();
        if (!isInKernel()) {
            notes.append("note: no ")
                    .append(family.value())
                    .append(" rules: this kernel has no ")
                    .append(family.value())
                    .append(" (there is no ")
                    .append(addresses)
                    .append(")\n");
        }
        var doubt = table.standing().doubt();
        notes.append(doubt.isEmpty() ? "" : "note: " + family.value() + " rules: " + doubt + "\n");
        table.refusals().reasons().entrySet().stream()
                .map(refusal -> "not as it should be, by " + family.value() + ": " + refusal.getKey() + ": "
                        + refusal.getValue() + "\n")
                .sorted()
                .forEach(notes::append);
        return notes.toString();
    }

    /** Whether somebody else flushed or deleted the table. If not, what is left over in it is removed. */
    synchronized boolean isLost() throws InterruptedException {
        if (!isInKernel()) {
            return false;
        }
        if (!table.isLost()) {
            table.tidy();
            return false;
        }
        LOG.warnf("%s rules were flushed by somebody else; making them anew", family.value());
        lost();
        return true;
    }

    /** Looks whether some of the table is missing, and makes it again; whether it was all there. */
    synchronized boolean sweep(int steps) throws InterruptedException {
        var missing = isInKernel() ? table.sweep(steps) : "";
        if (missing.isEmpty()) {
            return true;
        }
        LOG.warnf("%s rules were not as they were left, and are made again: %s", family.value(), missing);
        lost();
        return false;
    }

    private void lost() {
        metrics.lost(family);
        // UDP clients who asked meanwhile were sent past the rules, and the kernel would go on doing so.
        withoutStaleFlows = ProxyState.EMPTY;
    }

    private void forgetStaleFlows(ProxyState state) throws InterruptedException {
        var before = withoutStaleFlows;
        try {
            if (StaleFlows.mayExist(family, before, state)) {
                var stale = StaleFlows.among(conntrack.udpFlows(family), family, before, state);
                if (!stale.isEmpty()) {
                    metrics.flowsForgotten(family, conntrack.forget(family, stale));
                }
            }
            withoutStaleFlows = state;
            conntrackFailure = "";
        } catch (IOException e) {
            var message = String.valueOf(e.getMessage());
            if (!message.equals(conntrackFailure)) {
                conntrackFailure = message;
                LOG.warnf("UDP flows to endpoints that are gone may go on until they time out: %s", message);
            }
        }
    }
}
