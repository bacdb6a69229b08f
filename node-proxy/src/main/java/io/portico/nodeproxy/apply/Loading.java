package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.InitialLoad;
import io.portico.nodeproxy.model.layout.Part;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.state.ServiceEntry;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Fills a table that has no Service yet, in transactions of bounded size, some of them at a time. */
final class Loading {
    /**
     * Transactions at a time: while the kernel takes one, nft reads another, and a third is written. On two processors
     * two take half the time of one.
     */
    private static final int AT_A_TIME = 3;

    private final Settling settling;
    private final int step;
    private final List<Part> refused = new ArrayList<>();
    private Ruleset soFar;

    /** {@code step}: endpoints and ports of one transaction, about. */
    Loading(Settling settling, Ruleset empty, int step) {
        this.settling = settling;
        this.soFar = empty;
        this.step = step;
    }

    /** Loads all but what was refused before, and what is refused now; that is loaded as it was before, if it was. */
    Ruleset load() throws NftException, InterruptedException {
        var load = new InitialLoad(soFar, settling.state(), services(), step);
        try {
            settling.carrier().carryOut(List.of(load.first()));
        } catch (NftException e) {
            if (!e.refused()) {
                throw e;
            }
            return oneByOne();
        }
        reached(load.prepared());
        try (var loaders = Executors.newFixedThreadPool(
                AT_A_TIME, Thread.ofPlatform().daemon().name("load-", 1).factory())) {
            var parts = IntStream.range(0, load.parts())
                    .<Callable<Void>>mapToObj(part -> () -> {
                        load(load, part);
                        return null;
                    })
                    .toList();
            for (var part : loaders.invokeAll(parts)) {
                awaitEnd(part);
            }
        }
        var settled = settling.settle(soFar, settling.refusals().without(refused));
        for (var part : refused) {
            if (settling.refusals().parts().contains(part)) {
                settled = settling.asBefore(settled, part);
            }
        }
        return settled;
    }

    private PersistentMap<NamespacedName, ServiceEntry> services() {
        var services = settling.state().services();
        var before = settling.before();
        for (var part : settling.refusals().parts()) {
            if (part instanceof Part.OfService(var name)) {
                services = services.put(
                        name, before == null ? null : before.services().get(name));
            }
        }
        return services;
    }

    /** What several Services share, or a set of ranges, was refused: it must be found out which. */
    private Ruleset oneByOne() throws NftException, InterruptedException {
        for (var parts : soFar.stepsTo(settling.state(), step)) {
            soFar = settling.settle(soFar, settling.refusals().without(parts));
        }
        return soFar;
    }

    private void load(InitialLoad load, int part) throws NftException, InterruptedException {
        try {
            settling.carrier().carryOut(load.part(part));
        } catch (NftException e) {
            if (!e.refused()) {
                throw e;
            }
            synchronized (this) {
                refused.addAll(load.names(part));
            }
            return;
        }
        synchronized (this) {
            reached(load.with(soFar, part));
        }
    }

    private void reached(Ruleset rules) {
        soFar = rules;
        settling.reached().accept(rules);
    }

    private static void awaitEnd(Future<Void> part) throws NftException, InterruptedException {
        try {
            part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NftException failed -> throw failed;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
