package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Job's status as {@code kubectl get jobs} and {@code kubectl wait --for=condition=complete} read it. */
final class JobStatus {
    private JobStatus() {}

    /** The fields to write; those of earlier conditions stay. */
    static Map<String, Object> of(Job job, JobPlan plan, Instant now) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var before = Json.fields(job.getStatus());
        var counts = plan.counts();
        var status = new HashMap<String, Object>(Map.of(
                "active", counts.active(),
                "ready", counts.ready(),
                "succeeded", counts.succeeded(),
                "failed", counts.failed(),
                "terminating", 0));
        status.put("startTime", before.getOrDefault("startTime", time));
        plan.end().ifPresent(end -> {
            // The API server takes the one condition only beside the other.
            var conditions = new ArrayList<Object>();
            conditions.add(condition(end.well() ? "SuccessCriteriaMet" : "FailureTarget", end, time));
            conditions.add(condition(end.well() ? "Complete" : "Failed", end, time));
            status.put("conditions", List.copyOf(conditions));
            if (end.well()) {
                status.put("completionTime", time);
            }
        });
        return status;
    }

    private static Map<String, Object> condition(String type, JobPlan.End end, String time) {
        return Map.of(
                "type",
                type,
                "status",
                "True",
                "reason",
                end.reason(),
                "message",
                end.message(),
                "lastProbeTime",
                time,
                "lastTransitionTime",
                time);
    }
}
