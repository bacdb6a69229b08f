package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.Protocol;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.StaleFlows;
import io.portico.nodeproxy.model.World;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.nft.Family;
import io.portico.nodeproxy.nft.Nft;
import io.portico.nodeproxy.nft.NftException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's rules equal to the last {@link ProxyState}. The families are two transactions: trouble with one
 * does not hold up the other.
 */
public final class NodeRules implements DataPlane {
    private static final Logger LOG = Logger.getLogger(NodeRules.class);

    private final Conntrack conntrack;
    private final RuleSettings settings;
    private final RulesMetrics metrics;
    private final List<OfFamily> families;
    private volatile ProxyState applied = ProxyState.EMPTY;
    private volatile String failure = "the rules were not applied yet";
    private String conntrackFailure = "";

    private static final class OfFamily {
        private final Family family;
        private final KernelTable table;
        private ProxyState withoutStaleFlows = ProxyState.EMPTY;

        private OfFamily(Family family, KernelTable table) {
            this.family = family;
            this.table = table;
        }
    }

    /** Keeps them by those settings. */
    public NodeRules(Nft nft, Conntrack conntrack, RuleSettings settings, RulesMetrics metrics) {
        this.conntrack = conntrack;
        this.settings = settings;
        this.metrics = metrics;
        this.families = Arrays.stream(Family.values())
                .map(family -> new OfFamily(family, new KernelTable(nft, family, settings)))
                .toList();
    }

    @Override
    public void apply(World world, ProxyState state, ListenAddresses addresses)
            throws NftException, InterruptedException {
        apply(state);
    }

    @Override
    public Map<Protocol, String> obstacles() {
        return conntrack.obstacles();
    }

    /** Makes the node forward so. When it throws, the old rules of the family that failed go on. */
    public void apply(ProxyState state) throws NftException, InterruptedException {
        @Nullable NftException failed = null;
        for (var of : families) {
            var started = System.nanoTime();
            try {
                of.table.become(state);
            } catch (NftException e) {
                metrics.failed(of.family);
                failed = e;
                continue;
            }
            metrics.synced(of.family, System.nanoTime() - started);
            forgetStaleFlows(of, state);
        }
        if (failed != null) {
            failure = Objects.requireNonNull(failed.getMessage());
            throw failed;
        }
        failure = "";
        applied = state;
    }

    /**
     * Whether somebody else flushed or deleted one of the tables. The next {@link #apply} makes it anew. If not, what
     * is left over in them is removed.
     */
    @Override
    public boolean areLost() throws InterruptedException {
        var lost = false;
        for (var of : families) {
            if (of.table.isLost()) {
                LOG.warnf("%s rules were flushed by somebody else; making them anew", of.family.title());
                metrics.lost(of.family);
                // UDP clients who asked meanwhile were sent past the rules, and the kernel would go on doing so.
                of.withoutStaleFlows = ProxyState.EMPTY;
                lost = true;
            } else {
                of.table.tidy();
            }
        }
        return lost;
    }

    /** Why the rules in the kernel are stale, in words; empty when they are not. */
    @Override
    public String failure() {
        return failure;
    }

    @Override
    public Explanation explain(Question question, World world, ProxyState state, ListenAddresses addresses)
            throws SocketException {
        var table = families.stream()
                .filter(of -> of.family == question.address().family())
                .findFirst()
                .orElseThrow()
                .table
                .rules()
                .table();
        return Explanation.byRules(question, world, state, table, settings.localPods(), ListenAddresses.local());
    }

    @Override
    public String notes() {
        var node = applied.node();
        return "node ports at: " + settings.nodePortAddresses() + "\npods of this node: "
                + settings.localPods().describe(node) + (settings.masqueradeAll() ? "; masqueradeAll" : "") + "\n";
    }

    /** The rules stay. */
    @Override
    public void close() {}

    private void forgetStaleFlows(OfFamily of, ProxyState state) throws InterruptedException {
        var before = of.withoutStaleFlows;
        try {
            if (StaleFlows.mayExist(of.family, before, state)) {
                var stale = StaleFlows.among(conntrack.udpFlows(of.family), of.family, before, state);
                if (!stale.isEmpty()) {
                    metrics.flowsForgotten(of.family, conntrack.forget(of.family, stale));
                }
            }
            of.withoutStaleFlows = state;
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
