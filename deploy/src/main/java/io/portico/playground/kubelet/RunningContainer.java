package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.playground.kubelet.Images.UnknownImage;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import io.portico.runtime.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod: its process, again and again as its restart policy says, its readiness, its status. Whoever
 * calls {@link #run} leads it.
 */
final class RunningContainer {
    private static final Logger LOG = Logger.getLogger(RunningContainer.class);
    private static final Duration UNTIL_READY = Duration.ofMillis(100);
    private static final Duration UNTIL_THERE = Duration.ofSeconds(1);
    private static final Backoff BETWEEN_RESTARTS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Who ran for so long has made up for earlier failures, as with a kubelet. */
    private static final Duration FORGIVEN = Duration.ofMinutes(10);

    private final Container container;
    private final RestartPolicy policy;
    private final ContainerPlace place;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private volatile ContainerStatus status;

    /** @param waitingFor the reason that its status gives until it is run */
    RunningContainer(Container container, RestartPolicy policy, String waitingFor, ContainerPlace place) {
        this.container = container;
        this.policy = policy;
        this.place = place;
        this.status = new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(false)
                .withStarted(false)
                .withRestartCount(0)
                .withState(waiting(waitingFor, null))
                .build();
    }

    String name() {
        return container.getName();
    }

    ContainerStatus status() {
        return status;
    }

    /**
     * Runs it until it has ended and is not to be started again, or is stopped.
     *
     * @return how it ended last; negative when it never ran
     */
    int run() throws InterruptedException {
        var exitCode = -1;
        var failures = 0;
        for (var run = 0; !stopping(); run++) {
            var current = launch(run);
            if (current == null) {
                break;
            }
            var since = Instant.now();
            process = current;
            if (stopping()) {
                current.destroyForcibly();
            }
            report(edit().withRestartCount(run)
                    .withStarted(true)
                    .withNewState()
                    .withNewRunning(PodStatus.seconds(since))
                    .endState());
            started.countDown();
            watch(current);
            exitCode = current.exitValue();
            place.ended(container, run, current);
            var end = ended(exitCode, since);
            if (stopping() || !policy.startsAgain(exitCode)) {
                report(edit().withReady(exitCode == 0 && place.init())
                        .withStarted(false)
                        .withState(end));
                break;
            }
            failures = Duration.between(since, Instant.now()).compareTo(FORGIVEN) > 0 ? 1 : failures + 1;
            pause(exitCode, failures, end);
        }
        started.countDown();
        return exitCode;
    }

    /** Waits until it has been started, or will not be. */
    void awaitStart() throws InterruptedException {
        started.await();
    }

    /** Lets it go on serving those who have not heard yet, as its preStop says, then ends it, at last by force. */
    void stop(Duration grace) throws InterruptedException {
        stopped.countDown();
        var current = process;
        if (current == null) {
            return;
        }
        var pause = preStop();
        var _ = current.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS);
        current.destroy();
        if (!current.waitFor(Math.max(0, grace.minus(pause).toMillis()), TimeUnit.MILLISECONDS)) {
            current.destroyForcibly().waitFor();
        }
    }

    /** Ends it now. */
    void kill() {
        stopped.countDown();
        var current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    /** Starts it as soon as all that it needs is there; null when it is stopped before, or cannot be. */
    private @Nullable Process launch(int run) throws InterruptedException {
        while (!stopping()) {
            try {
                return place.launch(container, run);
            } catch (NotThere | KubernetesClientException e) {
                refused("CreateContainerConfigError", String.valueOf(e.getMessage()));
                var _ = stopped.await(UNTIL_THERE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (UnknownImage e) {
                refused("ErrImagePull", String.valueOf(e.getMessage()));
                stopped.await();
            } catch (IOException | IllegalArgumentException e) {
                LOG.warnf("container %s of %s cannot run: %s", name(), place.pod(), e.getMessage());
                refused("CreateContainerError", String.valueOf(e.getMessage()));
                stopped.await();
            }
        }
        return null;
    }

    private void refused(String reason, String message) {
        place.events().warning("Failed", "Error: " + reason + ": " + message);
        report(edit().withStarted(false).withState(waiting(reason, message)));
    }

    private void pause(int exitCode, int failures, ContainerState end) throws InterruptedException {
        var delay = BETWEEN_RESTARTS.after(failures);
        LOG.warnf("container %s of %s ended with %d; starting it again", name(), place.pod(), exitCode);
        var message =
                "back-off %ds restarting failed container=%s pod=%s".formatted(delay.toSeconds(), name(), place.pod());
        if (failures > 1) {
            place.events()
                    .warning("BackOff", "Back-off restarting failed container " + name() + " in pod " + place.pod());
        }
        report(edit().withReady(false)
                .withStarted(false)
                .withState(waiting("CrashLoopBackOff", message))
                .withLastState(end));
        var _ = stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Follows readiness until the process has ended. */
    private void watch(Process current) throws InterruptedException {
        if (place.init()) {
            current.waitFor();
            return;
        }
        var probe = new ReadinessProbe(container, place.address());
        var ready = false;
        var pause = UNTIL_READY;
        do {
            var now = probe.ready();
            if (now != ready && current.isAlive()) {
                ready = now;
                report(edit().withReady(ready));
            }
            pause = ready ? probe.period() : UNTIL_READY;
        } while (!current.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static ContainerState ended(int exitCode, Instant since) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withStartedAt(PodStatus.seconds(since))
                .withFinishedAt(PodStatus.seconds(Instant.now()))
                .endTerminated()
                .build();
    }

    private static ContainerState waiting(String reason, @Nullable String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    private Duration preStop() {
        var lifecycle = container.getLifecycle();
        return lifecycle == null
                        || lifecycle.getPreStop() == null
                        || lifecycle.getPreStop().getSleep() == null
                ? Duration.ZERO
                : Duration.ofSeconds(lifecycle.getPreStop().getSleep().getSeconds());
    }

    private ContainerStatusBuilder edit() {
        return new ContainerStatusBuilder(status);
    }

    private void report(ContainerStatusBuilder changed) {
        status = changed.build();
        place.changed().run();
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }
}
