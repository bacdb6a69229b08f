package io.portico.endpoints.model.slices;

import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.Stamp;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.endpoints.model.slices.SliceEndpoint.Identity;
import io.portico.endpoints.model.topology.CpuShares;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spreads a Service's endpoints over slices so that few slices change, as upstream's reconciler does; gaps stay. For
 * each set of ports: (1) slices that are there drop what is no longer wanted and take changes in place; (2) those that
 * change anyway are filled, the fullest first; (3) the rest goes into the one unchanged slice that ends closest to
 * full, else into new slices. At last, slices about to be deleted are used in place of new ones.
 */
final class SlicePacking {
    private final ServiceRecord service;
    private final Stamp stamp;
    private final Map<String, String> labels;
    private final int most;
    private final CpuShares shares;

    private final List<SliceRecord> create = new ArrayList<>();
    private final List<SliceRecord> update = new ArrayList<>();
    private final List<SliceRecord> delete = new ArrayList<>();
    private final List<SliceRecord> unchanged = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int fewest;
    private int endpoints;
    private int ready;
    private int added;
    private int removed;

    /** A slice that changes, as it is filled. */
    private record Filling(SliceRecord slice, List<SliceEndpoint> endpoints) {}

    SlicePacking(ServiceRecord service, Stamp stamp, int most, CpuShares shares) {
        this.service = service;
        this.stamp = stamp;
        this.labels = SliceRecord.labels(service, stamp.managedBy());
        this.most = most;
        this.shares = shares;
    }

    /** A slice that can be no slice of this Service, whatever is wanted. */
    void deleteForeign(SliceRecord slice) {
        delete.add(slice);
        removed += slice.endpoints().size();
    }

    /**
     * Packs one family.
     *
     * @param existing the Service's slices of that family, in the order of their names
     * @param wanted the endpoints by the ports that they resolve
     */
    void pack(Family family, List<SliceRecord> existing, Map<List<EndpointPort>, List<SliceEndpoint>> wanted) {
        var here = new SlicePacking(service, stamp, most, shares);
        wanted.forEach((ports, endpoints) -> here.packPorts(
                family,
                ports,
                existing.stream().filter(slice -> slice.ports().equals(ports)).toList(),
                endpoints));
        if (wanted.isEmpty()) {
            here.packPlaceholder(family, existing);
        } else {
            existing.stream()
                    .filter(slice -> !wanted.containsKey(slice.ports()))
                    .forEach(here::deleteForeign);
        }
        if (service.topologyMode()) {
            new ZoneHints(shares, here.create, here.update, here.unchanged)
                    .assign()
                    .ifPresent(why -> problems.add(TrafficHints.disabled(service, family, why)));
        }
        here.reuse();
        if (!service.terminating()) {
            create.addAll(here.create);
        }
        update.addAll(here.update);
        delete.addAll(here.delete);
        unchanged.addAll(here.unchanged);
        added += here.added;
        removed += here.removed;
        count(wanted.values());
    }

    private void count(Collection<List<SliceEndpoint>> wanted) {
        fewest += wanted.isEmpty() ? 1 : 0;
        for (var group : wanted) {
            fewest += Math.ceilDiv(group.size(), most);
            endpoints += group.size();
            ready += (int) group.stream().filter(SliceEndpoint::ready).count();
        }
    }

    EndpointSlicePlan plan() {
        return new EndpointSlicePlan(
                create.stream().map(slice -> slice.annotated(stamp)).toList(),
                update.stream().map(slice -> slice.annotated(stamp)).toList(),
                List.copyOf(delete),
                new Counts(create.size() + update.size() + unchanged.size(), fewest, endpoints, ready, added, removed),
                List.copyOf(problems));
    }

    private void packPorts(
            Family family, List<EndpointPort> ports, List<SliceRecord> existing, List<SliceEndpoint> wanted) {
        var left = new LinkedHashMap<Identity, SliceEndpoint>();
        wanted.forEach(endpoint -> left.put(endpoint.identity(), endpoint));
        var changing = new ArrayList<Filling>();
        var untouched = new ArrayList<SliceRecord>();
        for (var slice : existing) {
            var kept = new ArrayList<SliceEndpoint>();
            for (var endpoint : slice.endpoints()) {
                var now = kept.size() < most ? left.remove(endpoint.identity()) : null;
                if (now != null) {
                    kept.add(now);
                } else {
                    removed++;
                }
            }
            if (kept.isEmpty()) {
                delete.add(slice);
            } else if (!same(kept, slice.endpoints()) || !slice.hasLabels(labels)) {
                changing.add(new Filling(slice, kept));
            } else {
                untouched.add(slice);
            }
        }
        var rest = new ArrayList<>(left.values());
        added += rest.size();
        changing.sort(Comparator.comparingInt((Filling filling) -> filling.endpoints.size())
                .reversed());
        changing.forEach(filling -> move(rest, filling.endpoints));
        while (!rest.isEmpty()) {
            var roomiest = untouched.stream()
                    .filter(slice -> slice.endpoints().size() + rest.size() <= most)
                    .max(Comparator.comparingInt(slice -> slice.endpoints().size()));
            var filling = new ArrayList<SliceEndpoint>();
            if (roomiest.isPresent()) {
                untouched.remove(roomiest.get());
                filling.addAll(roomiest.get().endpoints());
                changing.add(new Filling(roomiest.get(), filling));
                move(rest, filling);
            } else {
                move(rest, filling);
                create.add(SliceRecord.create(service, labels, family.value(), ports, filling));
            }
        }
        changing.forEach(filling -> update.add(filling.slice.with(labels, ports, List.copyOf(filling.endpoints))));
        unchanged.addAll(untouched);
    }

    /** Hints by zones' CPUs are compared later, when it is known which slices change anyway. */
    private boolean same(List<SliceEndpoint> now, List<SliceEndpoint> before) {
        return service.topologyMode()
                ? now.equals(before.stream()
                        .map(endpoint -> endpoint.hinted(Hints.NONE))
                        .toList())
                : now.equals(before);
    }

    /** A Service without endpoints keeps one empty slice, by which readers know that it was looked at. */
    private void packPlaceholder(Family family, List<SliceRecord> existing) {
        var placeholder = existing.stream()
                .filter(slice -> slice.ports().isEmpty() && slice.endpoints().isEmpty())
                .findFirst();
        existing.stream()
                .filter(slice -> placeholder.filter(slice::equals).isEmpty())
                .forEach(this::deleteForeign);
        if (placeholder.isEmpty()) {
            create.add(SliceRecord.create(service, labels, family.value(), List.of(), List.of()));
        } else if (!placeholder.get().hasLabels(labels)) {
            update.add(placeholder.get().with(labels, List.of(), List.of()));
        } else {
            unchanged.add(placeholder.get());
        }
    }

    private void reuse() {
        while (!create.isEmpty() && !delete.isEmpty()) {
            var fresh = create.removeLast();
            update.add(delete.removeFirst().with(labels, fresh.ports(), fresh.endpoints()));
        }
    }

    private void move(List<SliceEndpoint> from, List<SliceEndpoint> to) {
        var moving = from.subList(0, Math.max(0, Math.min(from.size(), most - to.size())));
        to.addAll(moving);
        moving.clear();
    }
}
