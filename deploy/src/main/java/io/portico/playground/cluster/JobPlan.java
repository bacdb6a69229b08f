package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.portico.runtime.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen to a Job's pods, as kube-controller-manager's job controller sees it: completions, parallelism,
 * backoffLimit, activeDeadlineSeconds, suspend, ttlSecondsAfterFinished; not Indexed Jobs, nor podFailurePolicy. Pure.
 *
 * @param create new pods
 * @param delete pods that may not go on
 * @param counts what its pods have come to
 * @param end how it has ended; empty while it goes on, and when that was written already
 * @param expired whether the Job itself is to go
 */
record JobPlan(List<Pod> create, List<Pod> delete, Counts counts, Optional<End> end, boolean expired) {
    private static final Backoff AFTER_FAILURES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** The numbers of its status. */
    record Counts(int active, int ready, int succeeded, int failed) {}

    /** How it has ended, with its condition's reason and message. */
    record End(boolean well, String reason, String message) {}

    /** @param pods those that the Job controls, the terminating ones too */
    static JobPlan of(Job job, List<Pod> pods, Instant now, Supplier<String> suffix) {
        var active = pods.stream()
                .filter(pod -> !Workload.terminating(pod) && !ended(pod))
                .toList();
        var before = job.getStatus();
        // A pod that was counted and then deleted by somebody counts on.
        var succeeded = Math.max(count(pods, "Succeeded"), before == null ? 0 : orZero(before.getSucceeded()));
        var failed = Math.max(count(pods, "Failed"), before == null ? 0 : orZero(before.getFailed()));
        if (finished(job)) {
            return new JobPlan(
                    List.of(), active, new Counts(0, 0, succeeded, failed), Optional.empty(), expired(job, now));
        }
        var end = end(job, active, succeeded, failed, now);
        if (end.isPresent() || Objects.equals(job.getSpec().getSuspend(), true)) {
            return new JobPlan(List.of(), active, new Counts(0, 0, succeeded, failed), end, false);
        }
        var ready = (int) active.stream().filter(Workload::ready).count();
        var create = new ArrayList<Pod>();
        if (!resting(pods, failed, now)) {
            for (var i = active.size(); i < wanted(job, active.size(), succeeded); i++) {
                create.add(PodPlan.pod(job, job.getSpec().getTemplate(), suffix).build());
            }
        }
        return new JobPlan(
                create, List.of(), new Counts(active.size() + create.size(), ready, succeeded, failed), end, false);
    }

    /** How many pods may run at a time now. */
    private static int wanted(Job job, int active, int succeeded) {
        var parallelism = Objects.requireNonNullElse(job.getSpec().getParallelism(), 1);
        var completions = job.getSpec().getCompletions();
        if (completions == null) {
            // A work queue: when one has succeeded, no new one begins.
            return succeeded > 0 ? active : parallelism;
        }
        return Math.min(parallelism, completions - succeeded);
    }

    private static Optional<End> end(Job job, List<Pod> active, int succeeded, int failed, Instant now) {
        var limit = Objects.requireNonNullElse(job.getSpec().getBackoffLimit(), 6);
        if (failed > limit || restartsBeyond(job, active, limit)) {
            return Optional.of(new End(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        var deadline = job.getSpec().getActiveDeadlineSeconds();
        var start = job.getStatus() == null ? null : job.getStatus().getStartTime();
        if (deadline != null && start != null && since(start, now).toSeconds() >= deadline) {
            return Optional.of(new End(false, "DeadlineExceeded", "Job was active longer than specified deadline"));
        }
        var completions = job.getSpec().getCompletions();
        if (completions == null ? succeeded > 0 && active.isEmpty() : succeeded >= completions) {
            return Optional.of(new End(true, "CompletionsReached", "Reached expected number of succeeded pods"));
        }
        return Optional.empty();
    }

    /** Pods that start their containers again by themselves do not fail: their restarts count instead. */
    private static boolean restartsBeyond(Job job, List<Pod> active, int limit) {
        if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) {
            return false;
        }
        var restarts = active.stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream()))
                .mapToInt(ContainerStatus::getRestartCount)
                .sum();
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    /** Whether the next attempt has to wait: the more have failed, the longer. */
    private static boolean resting(List<Pod> pods, int failed, Instant now) {
        if (failed == 0) {
            return false;
        }
        var last = pods.stream()
                .filter(pod -> phase(pod).equals("Failed"))
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .filter(container -> container.getState().getTerminated() != null)
                .map(container ->
                        Instant.parse(container.getState().getTerminated().getFinishedAt()))
                .max(Instant::compareTo);
        return last.isPresent() && now.isBefore(last.get().plus(AFTER_FAILURES.after(failed)));
    }

    private static boolean expired(Job job, Instant now) {
        var ttl = job.getSpec().getTtlSecondsAfterFinished();
        return ttl != null
                && job.getStatus().getConditions().stream()
                        .filter(condition -> isEnd(condition.getType()) && "True".equals(condition.getStatus()))
                        .anyMatch(condition ->
                                since(condition.getLastTransitionTime(), now).toSeconds() >= ttl);
    }

    /** Whether its last condition has been written. */
    static boolean finished(Job job) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition -> isEnd(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static boolean isEnd(String type) {
        return type.equals("Complete") || type.equals("Failed");
    }

    private static int count(List<Pod> pods, String phase) {
        return (int) pods.stream().filter(pod -> phase(pod).equals(phase)).count();
    }

    private static boolean ended(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    private static Duration since(String time, Instant now) {
        return Duration.between(Instant.parse(time), now);
    }

    private static int orZero(@Nullable Integer count) {
        return count == null ? 0 : count;
    }
}
