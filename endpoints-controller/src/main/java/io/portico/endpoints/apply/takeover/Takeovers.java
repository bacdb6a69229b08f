package io.portico.endpoints.apply.takeover;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.endpoints.metrics.EndpointsMetrics;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.takeover.ForeignSlice;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that one replica knows of others that keep endpoints, with its metrics.
 *
 * @param managers the known ones
 * @param slices who else writes EndpointSlices with this controller's mark
 * @param adoption who still writes slices that have another's mark
 * @param endpoints who else writes Endpoints
 * @param neighbours what operators hear of it
 * @param lookAgain asks for another look at a Service after a time
 * @param registry of the metrics
 */
public record Takeovers(
        Managers managers,
        Rivalry slices,
        Rivalry adoption,
        Rivalry endpoints,
        Neighbours neighbours,
        BiConsumer<NamespacedName, Duration> lookAgain,
        MeterRegistry registry) {
    /**
     * Nothing is known yet.
     *
     * @param patience with whoever writes the same objects
     * @param foreign counts the slices of others with a mark
     * @param lookAgain asks for another look at a Service after a time
     */
    public static Takeovers of(
            Managers managers,
            Rivalry.Patience patience,
            ToIntFunction<String> foreign,
            BiConsumer<NamespacedName, Duration> lookAgain,
            MeterRegistry registry) {
        var takeovers = new Takeovers(
                managers,
                new Rivalry(patience, System::nanoTime),
                new Rivalry(patience, System::nanoTime),
                new Rivalry(patience, System::nanoTime),
                new Neighbours(lookAgain, patience, System::nanoTime),
                lookAgain,
                registry);
        takeovers.contested("EndpointSlice", takeovers.slices);
        takeovers.contested("adopted EndpointSlice", takeovers.adoption);
        takeovers.contested("Endpoints", takeovers.endpoints);
        EndpointsMetrics.STALE_FOREIGN.gauge(registry, takeovers.neighbours, Neighbours::stale);
        managers.marks().stream()
                .filter(mark -> !managers.keeps(mark) && !managers.mirrors(mark))
                .forEach(mark -> EndpointsMetrics.FOREIGN_SLICES.gauge(
                        registry, foreign, count -> count.applyAsInt(mark), mark));
        return takeovers;
    }

    /**
     * Whether a Service may be written; if not, it will be looked at again.
     *
     * @param rivalry for that kind of objects
     * @param nothing there is nothing to write
     */
    public boolean turn(Rivalry rivalry, NamespacedName service, boolean nothing) {
        if (nothing) {
            rivalry.settled(service);
            return true;
        }
        var wait = rivalry.turn(service);
        if (wait.isZero()) {
            return true;
        }
        lookAgain.accept(service, wait);
        return false;
    }

    /**
     * What is to be told of others that keep endpoints of that Service.
     *
     * @param foreign slices of other known managers
     * @param ready the addresses that the Service's ready endpoints have
     */
    public List<Problem> problems(
            ServiceRecord service, Collection<ForeignSlice> foreign, Supplier<Set<String>> ready) {
        var problems = new ArrayList<>(neighbours.slices(service, foreign, ready));
        slices.rival(service.key())
                .or(() -> adoption.rival(service.key()))
                .map(manager -> neighbours.rival(service, "EndpointSlices", manager))
                .ifPresent(problems::add);
        endpoints
                .rival(service.key())
                .map(manager -> neighbours.rival(service, "Endpoints", manager))
                .ifPresent(problems::add);
        return problems;
    }

    /**
     * Of a Service's slices, those to plan with: all, or, while another still writes its own, those that have this
     * controller's mark.
     */
    public List<SliceRecord> adoptable(NamespacedName service, Collection<SliceRecord> present) {
        var own = present.stream().filter(this::marked).toList();
        return turn(adoption, service, own.size() == present.size()) ? List.copyOf(present) : own;
    }

    /**
     * A plan is written: slices in it that had another's mark are this controller's from now on.
     *
     * @param before the slices that the plan was computed from
     */
    public void written(NamespacedName service, Collection<SliceRecord> before, EndpointSlicePlan plan) {
        var names = Stream.concat(plan.update().stream(), plan.delete().stream())
                .map(SliceRecord::name)
                .collect(Collectors.toSet());
        before.stream()
                .filter(slice -> !marked(slice) && names.contains(slice.name()))
                .forEach(slice -> {
                    adoption.wrote(service, slice.metadata());
                    EndpointsMetrics.ADOPTED_SLICES
                            .counter(registry, slice.mark())
                            .increment();
                });
    }

    /** Forgets everything: another replica writes from now on. */
    public void clear() {
        slices.clear();
        adoption.clear();
        endpoints.clear();
        neighbours.clear();
    }

    private void contested(String kind, Rivalry rivalry) {
        EndpointsMetrics.CONTESTED.gauge(registry, rivalry, Rivalry::contested, kind);
    }

    private boolean marked(SliceRecord slice) {
        return slice.mark().equals(managers.own().slices())
                || slice.mark().equals(managers.own().mirrored());
    }
}
