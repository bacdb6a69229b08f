package io.portico.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobPlanTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofMinutes(5));

    private final AtomicInteger names = new AtomicInteger();

    @Test
    void at_most_as_many_pods_run_at_a_time_as_parallelism_says_and_no_more_than_are_missing() {
        var job = job("{completions: 3, parallelism: 2}");
        assertThat(plan(job).create()).hasSize(2);
        assertThat(plan(job, pod("Running")).create()).hasSize(1);
        assertThat(plan(job, pod("Succeeded"), pod("Succeeded")).create()).hasSize(1);
        assertThat(plan(job, pod("Succeeded"), pod("Succeeded"), pod("Running")).create())
                .isEmpty();
    }

    @Test
    void it_ends_well_with_the_last_completion_and_pods_that_run_on_are_stopped() {
        var ended = plan(job("{completions: 1}"), pod("Succeeded"), pod("Running"));
        assertThat(ended.end()).hasValueSatisfying(end -> assertThat(end.well()).isTrue());
        assertThat(ended.delete()).hasSize(1);
        assertThat(ended.counts()).isEqualTo(new JobPlan.Counts(0, 0, 1, 0));
    }

    @Test
    void a_work_queue_ends_when_one_has_succeeded_and_the_others_have_ended() {
        var job = job("{parallelism: 2, completions: null}");
        assertThat(plan(job, pod("Succeeded"), pod("Running")).create()).isEmpty();
        assertThat(plan(job, pod("Succeeded"), pod("Running")).end()).isEmpty();
        assertThat(plan(job, pod("Succeeded"), pod("Failed")).end())
                .hasValueSatisfying(end -> assertThat(end.well()).isTrue());
    }

    @Test
    void one_failure_more_than_the_backoff_limit_ends_it() {
        var job = job("{completions: 1, backoffLimit: 1}");
        assertThat(plan(job, pod("Failed")).end()).isEmpty();
        assertThat(plan(job, pod("Failed")).create()).hasSize(1);
        assertThat(plan(job, pod("Failed"), pod("Failed")).end())
                .hasValueSatisfying(end -> assertThat(end.reason()).isEqualTo("BackoffLimitExceeded"));
        assertThat(plan(job("{completions: 1, backoffLimit: 0}"), pod("Failed")).end())
                .isPresent();
    }

    @Test
    void a_failure_is_followed_by_a_rest() {
        var job = job("{completions: 1}");
        assertThat(planAt(START.plusMillis(500), job, pod("Failed")).create()).isEmpty();
        assertThat(planAt(START.plusMillis(1500), job, pod("Failed")).create()).hasSize(1);
        assertThat(planAt(START.plusMillis(1500), job, pod("Failed"), pod("Failed"))
                        .create())
                .isEmpty();
    }

    @Test
    void pods_that_restart_their_containers_count_by_their_restarts() {
        var job = job("{completions: 1, backoffLimit: 2, template: {spec: {restartPolicy: OnFailure}}}");
        assertThat(plan(job, restarted(1)).end()).isEmpty();
        assertThat(plan(job, restarted(2)).end())
                .hasValueSatisfying(end -> assertThat(end.reason()).isEqualTo("BackoffLimitExceeded"));
    }

    @Test
    void a_deadline_ends_it_and_a_suspended_job_has_no_pods() {
        var late = new JobBuilder(job("{completions: 1, activeDeadlineSeconds: 60}"))
                .withNewStatus()
                .withStartTime(START.toString())
                .endStatus()
                .build();
        assertThat(planAt(START.plusSeconds(59), late, pod("Running")).end()).isEmpty();
        var ended = planAt(START.plusSeconds(60), late, pod("Running"));
        assertThat(ended.end())
                .hasValueSatisfying(end -> assertThat(end.reason()).isEqualTo("DeadlineExceeded"));
        assertThat(ended.delete()).hasSize(1);
        var suspended = plan(job("{completions: 1, suspend: true}"), pod("Running"));
        assertThat(suspended.delete()).hasSize(1);
        assertThat(suspended.create()).isEmpty();
    }

    @Test
    void a_finished_job_starts_nothing_counts_on_and_goes_when_its_time_is_over() {
        var finished = new JobBuilder(job("{completions: 1, ttlSecondsAfterFinished: 10}"))
                .withNewStatus()
                .withSucceeded(1)
                .addNewCondition()
                .withType("Complete")
                .withStatus("True")
                .withLastTransitionTime(START.toString())
                .endCondition()
                .endStatus()
                .build();
        var plan = planAt(START.plusSeconds(9), finished);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.counts().succeeded()).isEqualTo(1);
        assertThat(plan.expired()).isFalse();
        assertThat(planAt(START.plusSeconds(10), finished).expired()).isTrue();
    }

    private JobPlan plan(Job job, Pod... pods) {
        return planAt(LATER, job, pods);
    }

    private JobPlan planAt(Instant now, Job job, Pod... pods) {
        return JobPlan.of(job, List.of(pods), now, () -> String.valueOf(names.incrementAndGet()));
    }

    private static Job job(String spec) {
        var parsed = new KubernetesSerialization()
                .unmarshal(
                        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: job, namespace: default}\nspec: " + spec,
                        Job.class);
        return parsed.getSpec().getTemplate() != null
                ? parsed
                : new JobBuilder(parsed)
                        .editSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build();
    }

    private static Pod pod(String phase) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .addNewContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withFinishedAt(START.toString())
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus();
        return pod.build();
    }

    private static Pod restarted(int times) {
        return new PodBuilder(pod("Running"))
                .editStatus()
                .editFirstContainerStatus()
                .withRestartCount(times)
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
