package io.portico.endpoints.cleanup;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes what we keep. Where another controller keeps the same Services, as kube-controller-manager does unless it was
 * told not to, its slices must have every ready address of ours first: then no client loses an endpoint. What nobody
 * else keeps goes after a while all the same: slices that claim to be ready, and that nobody keeps, send clients to
 * pods that are gone.
 */
final class Removal {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int ROUNDS = 5;

    private final Kept kept;
    private final Duration wait;

    Removal(KubernetesClient client, ManagedBy ours, Duration wait) {
        this.kept = new Kept(client, ours);
        this.wait = wait;
    }

    /**
     * What becomes of our Services.
     *
     * @param bereft their ready addresses are not all in slices of others
     * @param kept others have slices of them
     */
    private record Heirs(Set<String> bereft, Set<String> kept) {
        private boolean isKept(Endpoints endpoints) {
            var service = key(
                    endpoints.getMetadata().getNamespace(),
                    endpoints.getMetadata().getName());
            return kept.contains(service) && !bereft.contains(service);
        }
    }

    void run(Tally tally) throws InterruptedException {
        var deadline = System.nanoTime() + wait.toNanos();
        var left = kept.slices();
        var heirs = heirs(left);
        while (!heirs.bereft.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN);
            left = kept.slices();
            heirs = heirs(left);
        }
        for (var round = 0; round < ROUNDS && !(round > 0 && left.isEmpty()); round++) {
            tally.each(
                    "EndpointSlices",
                    "deleted",
                    left,
                    slice -> kept.delete(slice, "/apis/discovery.k8s.io/v1", "endpointslices"));
            left = kept.slices();
        }
        endpoints(tally, heirs);
        if (!heirs.bereft.isEmpty()) {
            tally.say("Services without endpoints now, as no other controller keeps them: %d, such as %s"
                    .formatted(
                            heirs.bereft.size(),
                            heirs.bereft.stream().sorted().findFirst().orElseThrow()));
        }
    }

    /** Of an Endpoints object there is one alone: where another keeps the Service it is the other's to write. */
    private void endpoints(Tally tally, Heirs heirs) {
        var all = kept.endpoints().stream().collect(Collectors.partitioningBy(heirs::isKept));
        tally.each(
                "Endpoints",
                "deleted",
                all.getOrDefault(false, List.of()),
                object -> kept.delete(object, "/api/v1", "endpoints"));
        tally.each(
                "Endpoints",
                "handed to kube-controller-manager",
                all.getOrDefault(true, List.of()),
                object -> kept.mark(object, Label.ENDPOINTS_MANAGED_BY, ManagedBy.UPSTREAM.endpoints()));
    }

    private Heirs heirs(List<EndpointSlice> ours) {
        var others = ready(kept.slicesOfOthers());
        var bereft = new HashSet<String>();
        ready(ours).forEach((service, addresses) -> {
            if (!others.getOrDefault(service, Set.of()).containsAll(addresses)) {
                bereft.add(service);
            }
        });
        return new Heirs(bereft, others.keySet());
    }

    private static Map<String, Set<String>> ready(List<EndpointSlice> slices) {
        var ready = new HashMap<String, Set<String>>();
        for (var slice : slices) {
            var addresses = ready.computeIfAbsent(
                    key(slice.getMetadata().getNamespace(), Kept.label(slice, Label.SERVICE_NAME)),
                    _ -> new HashSet<>());
            SliceRecord.of(slice).endpoints().stream()
                    .filter(SliceEndpoint::ready)
                    .flatMap(endpoint -> endpoint.addresses().stream())
                    .forEach(addresses::add);
        }
        return ready;
    }

    private static String key(String namespace, String service) {
        return namespace + "/" + service;
    }
}
