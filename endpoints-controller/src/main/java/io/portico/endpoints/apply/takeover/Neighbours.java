package io.portico.endpoints.apply.takeover;

import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.takeover.ForeignSlice;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What operators hear of others that keep endpoints of the same Services. */
public final class Neighbours {
    private static final int NAMED = 3;
    private static final String PAGE = "docs/endpoints.md, \"Taking over from kube-controller-manager\"";

    private final BiConsumer<NamespacedName, Duration> lookAgain;
    private final Rivalry.Patience patience;
    private final LongSupplier nanos;
    private final Map<NamespacedName, Long> staleSince = new ConcurrentHashMap<>();

    /**
     * @param lookAgain asks for another look at a Service after a time
     * @param patience with whoever lags or writes the same objects
     * @param nanos as {@link System#nanoTime}
     */
    public Neighbours(BiConsumer<NamespacedName, Duration> lookAgain, Rivalry.Patience patience, LongSupplier nanos) {
        this.lookAgain = lookAgain;
        this.patience = patience;
        this.nanos = nanos;
    }

    /**
     * Slices of other known managers for that Service.
     *
     * @param ready the addresses that its ready endpoints have
     */
    public List<Problem> slices(ServiceRecord service, Collection<ForeignSlice> foreign, Supplier<Set<String>> ready) {
        if (foreign.isEmpty()) {
            staleSince.remove(service.key());
            return List.of();
        }
        var problems = new ArrayList<Problem>();
        problems.add(new Problem(
                service.reference(),
                "ForeignEndpointSlices",
                "%s: kept beside this controller's, or by nobody any more. Traffic goes to the endpoints of both, so see that one of the two keeps this Service: %s"
                        .formatted(named(foreign), PAGE)));
        var present = ready.get();
        var stale = foreign.stream()
                .filter(slice -> !present.containsAll(slice.ready()))
                .toList();
        if (stale.isEmpty()) {
            staleSince.remove(service.key());
            return problems;
        }
        var now = nanos.getAsLong();
        var since = staleSince.computeIfAbsent(service.key(), key -> now);
        if (now - since < patience.lag().toNanos()) {
            lookAgain.accept(service.key(), patience.lag().minusNanos(now - since));
        } else {
            problems.add(new Problem(
                    service.reference(),
                    "StaleEndpointSlices",
                    "%s: name ready endpoints that this Service does not have, and connections to them hang. Nobody keeps these slices: set endpointsController.takeover to adopt, or delete them"
                            .formatted(named(stale))));
        }
        return problems;
    }

    /**
     * Somebody else writes what this controller writes.
     *
     * @param kind of the objects
     * @param manager as its writes name it
     */
    public Problem rival(ServiceRecord service, String kind, String manager) {
        lookAgain.accept(service.key(), patience.memory());
        return new Problem(
                service.reference(),
                "AnotherManager",
                "%s writes %s of this Service, too. This controller gives way to it, and where the two disagree it writes once a minute; switch one of them off: %s"
                        .formatted(manager.isEmpty() ? "somebody else" : manager, kind, PAGE));
    }

    /** The Service is gone, or has no such slices. */
    public void forget(NamespacedName service) {
        staleSince.remove(service);
    }

    /** Services with a slice that somebody else left behind. */
    int stale() {
        var now = nanos.getAsLong();
        return (int) staleSince.values().stream()
                .filter(since -> now - since >= patience.lag().toNanos())
                .count();
    }

    /** Forgets everything: another replica leads from now on. */
    public void clear() {
        staleSince.clear();
    }

    private static String named(Collection<ForeignSlice> slices) {
        var names = slices.stream().map(ForeignSlice::name).sorted().toList();
        return "EndpointSlices %s%s of %s"
                .formatted(
                        String.join(", ", names.subList(0, Math.min(NAMED, names.size()))),
                        names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "",
                        slices.stream()
                                .map(ForeignSlice::managedBy)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(" and ")));
    }
}
