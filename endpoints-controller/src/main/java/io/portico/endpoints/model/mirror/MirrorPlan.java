package io.portico.endpoints.model.mirror;

import io.portico.endpoints.model.EndpointPort;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.EndpointSlicePlan.Counts;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceEndpoint.Identity;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to write so that the slices that mirror an Endpoints object are true.
 *
 * @param slices to create, update and delete
 * @param updated endpoints that stay and change
 * @param skipped addresses that are not mirrored
 * @param problems what the user should mend
 */
public record MirrorPlan(EndpointSlicePlan slices, int updated, int skipped, List<Problem> problems) {

    /**
     * The plan for a name.
     *
     * @param service null when there is none; then, or when it has a selector, nothing is mirrored
     * @param endpoints null when there are none
     * @param existing the slices that are marked as mirrors of that name
     */
    public static MirrorPlan of(
            @Nullable ServiceRecord service,
            @Nullable EndpointsRecord endpoints,
            Collection<SliceRecord> existing,
            ManagedBy managedBy) {
        var present = existing.stream()
                .filter(slice -> slice.metadata().getDeletionTimestamp() == null)
                .sorted(Comparator.comparing(SliceRecord::name))
                .toList();
        if (service == null || !service.mayMirror() || endpoints == null || endpoints.skipsMirror()) {
            return new MirrorPlan(EndpointSlicePlan.deleting(present), 0, 0, List.of());
        }
        var mirrored = MirroredAddresses.of(endpoints);
        var mirroring = new Mirroring(new MirrorSlice(endpoints, service.headless(), managedBy.mirrored()), present);
        mirrored.byPorts().forEach(mirroring::mirror);
        return mirroring.plan(mirrored);
    }

    /** The slices of one family for one set of ports. */
    record Group(Family family, List<EndpointPort> ports) {
        boolean holds(SliceRecord slice) {
            return slice.addressType().equals(family.value()) && slice.ports().equals(ports);
        }
    }

    /** Collects the plan, one group after the other; each becomes one slice. */
    private static final class Mirroring {
        private final MirrorSlice made;
        private final List<SliceRecord> left;
        private final List<SliceRecord> create = new ArrayList<>();
        private final List<SliceRecord> update = new ArrayList<>();
        private int unchanged;
        private int endpoints;
        private int ready;
        private int added;
        private int updated;
        private int removed;

        Mirroring(MirrorSlice made, List<SliceRecord> existing) {
            this.made = made;
            this.left = new ArrayList<>(existing);
        }

        void mirror(Group group, Map<Identity, SliceEndpoint> wanted) {
            endpoints += wanted.size();
            ready += (int) wanted.values().stream().filter(SliceEndpoint::ready).count();
            var present = left.stream().filter(group::holds).findFirst();
            if (present.isEmpty()) {
                added += wanted.size();
                create.add(made.create(group.family(), group.ports(), List.copyOf(wanted.values())));
                return;
            }
            var slice = present.get();
            left.remove(slice);
            var same = compare(slice, wanted);
            if (same && made.isLike(slice)) {
                unchanged++;
            } else {
                update.add(made.replace(slice, group.ports(), List.copyOf(wanted.values())));
            }
        }

        private boolean compare(SliceRecord slice, Map<Identity, SliceEndpoint> wanted) {
            var present = new LinkedHashMap<Identity, SliceEndpoint>();
            slice.endpoints().forEach(endpoint -> present.put(endpoint.identity(), endpoint));
            wanted.forEach((identity, endpoint) -> {
                var before = present.get(identity);
                added += before == null ? 1 : 0;
                updated += before != null && !before.equals(endpoint) ? 1 : 0;
            });
            removed += (int) present.keySet().stream()
                    .filter(identity -> !wanted.containsKey(identity))
                    .count();
            return present.equals(wanted) && present.size() == slice.endpoints().size();
        }

        MirrorPlan plan(MirroredAddresses mirrored) {
            reuse();
            if (made.endpoints().metadata().getDeletionTimestamp() != null) {
                create.clear();
            }
            left.forEach(slice -> removed += slice.endpoints().size());
            var groups = mirrored.byPorts().size();
            return new MirrorPlan(
                    new EndpointSlicePlan(
                            List.copyOf(create),
                            List.copyOf(update),
                            List.copyOf(left),
                            new Counts(
                                    create.size() + update.size() + unchanged,
                                    groups,
                                    endpoints,
                                    ready,
                                    added,
                                    removed),
                            List.of()),
                    updated,
                    mirrored.invalid() + mirrored.tooMany(),
                    mirrored.problems(made.endpoints()));
        }

        /** A slice that would be deleted takes the place of a new one of its family. */
        private void reuse() {
            for (var slice : List.copyOf(left)) {
                create.stream()
                        .filter(fresh -> fresh.addressType().equals(slice.addressType()))
                        .findFirst()
                        .ifPresent(fresh -> {
                            create.remove(fresh);
                            left.remove(slice);
                            removed += slice.endpoints().size();
                            update.add(made.replace(slice, fresh.ports(), fresh.endpoints()));
                        });
            }
        }
    }
}
