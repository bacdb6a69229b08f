package io.portico.runtime.election;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Lease at the API server, written by patches, as the chart's rights have it. Each write carries the
 * resourceVersion of what was read, so of two that write at once one fails. The times that it writes are for readers,
 * and have six digits of a second: the API server takes no others.
 */
final class LeaseStore {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String identity;
    private final Timing timing;
    private final Clock clock;

    LeaseStore(KubernetesClient client, String namespace, String name, String identity, Timing timing, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.timing = timing;
        this.clock = clock;
    }

    Optional<Lease> read() {
        return Optional.ofNullable(
                client.leases().inNamespace(namespace).withName(name).get());
    }

    /** Makes the Lease, with this process as its holder; empty when somebody else did at the same time. */
    Optional<Lease> create() {
        var now = now();
        return unlessLost(() -> client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(identity)
                        .withLeaseDurationSeconds((int) timing.lease().toSeconds())
                        .withAcquireTime(now)
                        .withRenewTime(now)
                        .withLeaseTransitions(0)
                        .endSpec()
                        .build())
                .create());
    }

    /** Makes this process its holder, or says that it still is; empty when the Lease is no longer what was read. */
    Optional<Lease> hold(Lease read) {
        var before = Sighting.spec(read);
        var now = now();
        var spec = record(identity, (int) timing.lease().toSeconds(), now);
        if (!identity.equals(before.getHolderIdentity())) {
            spec.put("acquireTime", MICROS.format(now));
            spec.put("leaseTransitions", requireNonNullElse(before.getLeaseTransitions(), 0) + 1);
        }
        return patch(read, spec);
    }

    /** Makes nobody its holder, as client-go does: the next one need not wait. */
    Optional<Lease> release(Lease read) {
        return patch(read, record("", 1, now()));
    }

    private static Map<String, Object> record(String holder, int seconds, ZonedDateTime now) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("holderIdentity", holder);
        spec.put("leaseDurationSeconds", seconds);
        spec.put("renewTime", MICROS.format(now));
        return spec;
    }

    private Optional<Lease> patch(Lease read, Map<String, Object> spec) {
        var patch =
                Map.of("metadata", Map.of("resourceVersion", read.getMetadata().getResourceVersion()), "spec", spec);
        return unlessLost(() -> client.leases()
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(patch)));
    }

    private ZonedDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    private interface Write {
        Lease run();
    }

    private static Optional<Lease> unlessLost(Write write) {
        try {
            return Optional.of(write.run());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
