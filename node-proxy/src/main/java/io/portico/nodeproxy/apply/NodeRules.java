package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's rules equal to the last {@link ProxyState}. Each family has a table of its own, and a thread of its
 * own that looks after it.
 */
public final class NodeRules implements DataPlane {
    private static final Duration SWEEP = Duration.ofMinutes(5);

    private final Nft nft;
    private final Conntrack conntrack;
    private final RuleSettings settings;
    private final List<FamilyRules> families;
    private final int sweepSteps;
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("retries").factory());
    private volatile List<FamilyLoop> loops = List.of();
    private volatile @Nullable Progress progress;
    private volatile NodeFacts node = NodeFacts.unknown("");
    private long done = -1;

    /** Keeps them by those settings. */
    public NodeRules(Nft nft, Conntrack conntrack, RuleSettings settings, RulesMetrics metrics) {
        this(nft, conntrack, settings, metrics, Duration.ofSeconds(10), Path.of("/proc"));
    }

    /**
     * As the other.
     *
     * @param checkEvery how often {@link #check} is called, about
     * @param proc usually {@code /proc}
     */
    public NodeRules(
            Nft nft, Conntrack conntrack, RuleSettings settings, RulesMetrics metrics, Duration checkEvery, Path proc) {
        this.nft = nft;
        this.conntrack = conntrack;
        this.settings = settings;
        this.families = Arrays.stream(Family.values())
                .map(family -> new FamilyRules(family, nft, settings, conntrack, metrics, proc))
                .toList();
        // One less, as a sweep may begin just after something vanished in its first step.
        this.sweepSteps = (int) Math.max(1, SWEEP.dividedBy(checkEvery.isZero() ? SWEEP : checkEvery) - 1);
    }

    @Override
    public void start(Progress told) {
        progress = told;
        loops = families.stream()
                .map(rules -> new FamilyLoop(rules, sweepSteps, timers, told, this::turned))
                .toList();
    }

    @Override
    public void sync(Wanted wanted) {
        node = wanted.world().node();
        loops.forEach(loop -> loop.sync(wanted));
    }

    @Override
    public void check() {
        loops.forEach(FamilyLoop::check);
    }

    @Override
    public Map<Protocol, String> obstacles() {
        return conntrack.obstacles();
    }

    /**
     * Makes the node forward so before it returns, for who does not {@link #start}.
     *
     * @throws NftException of the last family that failed; the old rules of that go on
     */
    public void apply(ProxyState state) throws NftException, InterruptedException {
        @Nullable NftException failed = null;
        for (var rules : families) {
            try {
                rules.sync(state);
            } catch (NftException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Whether somebody else flushed or deleted one of the tables. The next {@link #apply} makes it anew. If not, what
     * is left over in them is removed.
     */
    public boolean wereFlushed() throws InterruptedException {
        var lost = false;
        for (var rules : families) {
            lost |= rules.isLost();
        }
        return lost;
    }

    /** Looks through all of the tables, and makes again what is missing; whether it was all there. */
    public boolean sweep() throws InterruptedException {
        var whole = true;
        for (var rules : families) {
            // The frame, and then all Services.
            whole &= rules.sweep(1);
            whole &= rules.sweep(1);
        }
        return whole;
    }

    @Override
    public String failure() {
        return loops.isEmpty() || loops.stream().anyMatch(loop -> loop.tried() == null)
                ? "the rules were not applied yet"
                : loops.stream()
                        .map(FamilyLoop::failure)
                        .filter(failure -> !failure.isEmpty())
                        .collect(Collectors.joining("; "));
    }

    @Override
    public Explanation explain(Question question, World world, ProxyState state, ListenAddresses addresses)
            throws SocketException, InterruptedException {
        return explain(question, world, state, ListenAddresses.local());
    }

    /** {@code own}: this host's addresses. */
    Explanation explain(Question question, World world, ProxyState state, Set<Address> own)
            throws InterruptedException {
        var family = question.address().family();
        var failure = loops.stream()
                .filter(loop -> loop.family() == family)
                .map(FamilyLoop::failure)
                .collect(Collectors.joining());
        return rules(family).explain(question, world, state, settings, own, failure);
    }

    @Override
    public String description() throws InterruptedException {
        return "mode nftables, " + nft.version();
    }

    @Override
    public String notes() {
        var notes = new StringBuilder("node ports at: " + settings.nodePortAddresses() + "\npods of this node: "
                + settings.localPods().describe(node) + (settings.masqueradeAll() ? "; masqueradeAll" : "") + "\n");
        for (var rules : families) {
            notes.append(rules.notes());
        }
        return notes.toString();
    }

    /** The rules stay. */
    @Override
    public void close() {
        timers.shutdownNow();
        loops.forEach(FamilyLoop::close);
    }

    private FamilyRules rules(Family family) {
        return families.stream()
                .filter(rules -> rules.family() == family)
                .findFirst()
                .orElseThrow();
    }

    /** A family in trouble keeps nobody waiting; if all are, there is nothing to wait for. */
    private synchronized void turned() {
        var told = progress;
        if (told == null || loops.stream().anyMatch(loop -> loop.tried() == null)) {
            return;
        }
        var order = Comparator.comparingLong(Wanted::number);
        var slowest = loops.stream()
                .filter(loop -> loop.failure().isEmpty())
                .flatMap(loop -> Stream.ofNullable(loop.tried()))
                .min(order)
                .or(() -> loops.stream()
                        .flatMap(loop -> Stream.ofNullable(loop.tried()))
                        .max(order));
        if (slowest.isPresent() && slowest.get().number() > done) {
            done = slowest.get().number();
            told.done(slowest.get());
        }
    }
}
