package io.portico.endpoints.model.subsets;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.Owner;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ResolvedPorts;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.Stamp;
import io.portico.runtime.net.Family;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What to write so that a Service's Endpoints object is true. */
public sealed interface EndpointsPlan {
    /** Everything is as it shall be, or is nobody's business here. */
    record Keep() implements EndpointsPlan {
        @Override
        public String toString() {
            return "{}\n";
        }
    }

    /** There is none yet. */
    record Create(EndpointsRecord endpoints) implements EndpointsPlan {
        @Override
        public String toString() {
            return print("create", endpoints);
        }
    }

    /** Replace it, by the resourceVersion it was planned from. */
    record Update(EndpointsRecord endpoints) implements EndpointsPlan {
        @Override
        public String toString() {
            return print("update", endpoints);
        }
    }

    /** Remove it. */
    record Delete(EndpointsRecord endpoints) implements EndpointsPlan {
        @Override
        public String toString() {
            return "delete: " + endpoints.metadata().getName() + "\n";
        }
    }

    /** The plan for a Service with a selector; whoever made the object of its name, it is kept from now on. */
    static EndpointsPlan of(
            ServiceRecord service, Collection<PodRecord> matching, @Nullable EndpointsRecord existing, Stamp stamp) {
        var all = subsets(service, matching);
        var fitting = Capacity.fit(all);
        var truncated = !fitting.equals(all);
        var labels = service.labelsWith(
                Map.of(Label.ENDPOINTS_MANAGED_BY, stamp.managedBy().endpoints()));
        if (existing == null) {
            return service.terminating()
                    ? new Keep()
                    : new Create(new EndpointsRecord(
                            new ObjectMetaBuilder()
                                    .withName(service.key().name())
                                    .withNamespace(service.key().namespace())
                                    .withLabels(labels)
                                    .withAnnotations(annotations(null, stamp, truncated))
                                    .withOwnerReferences(service.owner())
                                    .build(),
                            fitting));
        }
        var metadata = existing.metadata();
        var owned = Owner.serviceUid(metadata).filter(service.uid()::equals).isPresent();
        if (existing.subsets().equals(fitting)
                && existing.labels().equals(labels)
                && existing.saysTruncated() == truncated
                && owned) {
            return new Keep();
        }
        return new Update(new EndpointsRecord(
                new ObjectMetaBuilder(metadata)
                        .withLabels(labels)
                        .withAnnotations(annotations(metadata.getAnnotations(), stamp, truncated))
                        .withOwnerReferences(owned ? metadata.getOwnerReferences() : List.of(service.owner()))
                        .build(),
                fitting));
    }

    /**
     * The plan for a Service without a selector: what this controller made for an earlier Service of the name goes;
     * what anybody else wrote stays.
     */
    static EndpointsPlan leftovers(ServiceRecord service, @Nullable EndpointsRecord existing, ManagedBy managedBy) {
        return existing != null && existing.marked(managedBy) && Owner.isAnother(existing.metadata(), service.uid())
                ? new Delete(existing)
                : new Keep();
    }

    /**
     * The plan for a name without a Service: what a controller made goes, this one or upstream's, and what a user wrote
     * for a Service that was seen to go. What a user wrote without a Service stays, where upstream deletes it at its
     * next start: there is no telling whether somebody reads it.
     *
     * @param widowed the Service was seen to go
     */
    static EndpointsPlan orphan(@Nullable EndpointsRecord existing, boolean widowed, ManagedBy managedBy) {
        return existing != null && (widowed || existing.marked(managedBy) || existing.marked(ManagedBy.UPSTREAM))
                ? new Delete(existing)
                : new Keep();
    }

    private static List<Subset> subsets(ServiceRecord service, Collection<PodRecord> matching) {
        var repacking = new Subset.Repacking();
        for (var pod : matching) {
            var address = pod.belongs(service.publishNotReadyAddresses())
                    ? address(service, pod)
                    : Optional.<SubsetAddress>empty();
            if (address.isEmpty()) {
                continue;
            }
            var ready = service.publishNotReadyAddresses() || pod.ready();
            if (service.ports().isEmpty()) {
                repacking.add(address.get(), ready);
            } else {
                for (var port : ResolvedPorts.of(service, pod)) {
                    repacking.add(address.get(), ready, port);
                }
            }
        }
        return repacking.subsets();
    }

    private static Optional<SubsetAddress> address(ServiceRecord service, PodRecord pod) {
        var family = service.families().isEmpty()
                ? Family.of(pod.ips().getFirst())
                : service.families().getFirst();
        return pod.ips(family).stream()
                .findFirst()
                .map(ip -> new SubsetAddress(ip, pod.hostnameIn(service), pod.nodeName(), pod.reference()));
    }

    private static Map<String, String> annotations(
            @Nullable Map<String, String> existing, Stamp stamp, boolean truncated) {
        var annotations = stamp.annotations(existing);
        annotations.remove(Label.OVER_CAPACITY);
        if (truncated) {
            annotations.put(Label.OVER_CAPACITY, "truncated");
        }
        return annotations;
    }

    private static String print(String verb, EndpointsRecord endpoints) {
        var metadata = endpoints.metadata();
        var out = new StringBuilder("%s: %s\n".formatted(verb, metadata.getName()));
        out.append("labels: ").append(new TreeMap<>(metadata.getLabels())).append('\n');
        if (metadata.getAnnotations() != null && !metadata.getAnnotations().isEmpty()) {
            out.append("annotations: ")
                    .append(new TreeMap<>(metadata.getAnnotations()))
                    .append('\n');
        }
        out.append("owner: ")
                .append(Owner.serviceUid(metadata).orElse("nobody"))
                .append('\n');
        out.append(endpoints.subsets().isEmpty() ? "subsets: []\n" : "subsets:\n");
        endpoints.subsets().forEach(subset -> subset.print(out, "  "));
        return out.toString();
    }
}
