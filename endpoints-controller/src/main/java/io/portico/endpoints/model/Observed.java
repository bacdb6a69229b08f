package io.portico.endpoints.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A Service and its pods as one reconcile saw them. Two of them tell when the change between happened, from which the
 * latency of network programming is measured (upstream's {@code TriggerTimeTracker}).
 *
 * @param pods those that the Service's selector matches, whether they are endpoints or not
 */
public record Observed(ServiceRecord service, List<PodRecord> pods) {
    /**
     * When the oldest change since then happened: a pod's condition Ready changed, or the Service was created. Other
     * changes, and pods that are deleted, say no time.
     *
     * @param before what the reconcile before this one saw; null when the Service is seen first, which counts as
     *     changed when it was created
     * @return RFC 3339 in UTC, to the second, as the API has these times; empty when no change says a time
     */
    public String changedSince(@Nullable Observed before) {
        if (before == null) {
            return text(service.createdAt());
        }
        var seen = new HashMap<String, Long>();
        before.pods.forEach(pod -> seen.put(pod.name(), pod.readySince()));
        var changedPods = pods.stream()
                .filter(pod -> pod.readySince() > seen.getOrDefault(pod.name(), 0L))
                .mapToLong(PodRecord::readySince);
        var created = service.createdAt() > before.service.createdAt()
                ? LongStream.of(service.createdAt())
                : LongStream.empty();
        return text(LongStream.concat(changedPods, created).min().orElse(0));
    }

    private static String text(long epochSecond) {
        return epochSecond == 0 ? "" : Instant.ofEpochSecond(epochSecond).toString();
    }
}
