package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.playground.cluster.Images.UnknownImage;
import io.portico.playground.cluster.PodNetworks.PodNetwork;
import io.portico.runtime.Backoff;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One pod's life on its node: network, process, readiness, restarts, end. A virtual thread of its own leads it. */
final class RunningPod {
    private static final Logger LOG = Logger.getLogger(RunningPod.class);
    private static final Duration UNTIL_READY = Duration.ofMillis(100);
    private static final Backoff BETWEEN_RESTARTS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Kubelet.Node node;
    private final Pod pod;
    private final Container container;
    private final Thread thread;
    private volatile @Nullable Process process;
    private volatile @Nullable Instant readySince;
    private final CountDownLatch end = new CountDownLatch(1);

    static RunningPod start(Kubelet.Node node, Pod pod) {
        var started = new RunningPod(node, pod);
        started.thread.start();
        return started;
    }

    private RunningPod(Kubelet.Node node, Pod pod) {
        this.node = node;
        this.pod = pod;
        this.container = pod.getSpec().getContainers().getFirst();
        this.thread = Thread.ofVirtual().name("pod-" + name()).unstarted(this::live);
    }

    String name() {
        return pod.getMetadata().getName();
    }

    Optional<Instant> readySince() {
        return Optional.ofNullable(readySince);
    }

    /** Ends the process within the pod's grace period, then the pod. Returns at once; more than once does no harm. */
    void end(Pod deleted) {
        if (ending()) {
            return;
        }
        end.countDown();
        var _ = Thread.ofVirtual().name("end-" + name()).start(() -> {
            try {
                stopProcess(Duration.ofSeconds(
                        Objects.requireNonNullElse(deleted.getMetadata().getDeletionGracePeriodSeconds(), 30L)));
                finalise(node.api().admin(), deleted);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ends the process now. */
    void kill() {
        end.countDown();
        var current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    /** After {@link #kill}: returns when process and network have gone. */
    void awaitEnd() {
        try {
            var current = process;
            if (current != null) {
                current.waitFor();
            }
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the object go: its process has ended. */
    static void finalise(KubernetesClient client, Pod pod) {
        try {
            client.resource(pod).withGracePeriod(0).delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warnf("pod %s could not be let go: %s", pod.getMetadata().getName(), e.getMessage());
            }
        }
    }

    private boolean ending() {
        return end.getCount() == 0;
    }

    private void live() {
        try {
            runUntilEnd(node.networks().add(pod));
        } catch (InterruptedException e) {
            LOG.debugf("pod %s ends", name());
        } catch (UnknownImage e) {
            write(PodStatus.refused(pod, "ErrImagePull", String.valueOf(e.getMessage())));
        } catch (IOException | IllegalArgumentException | IllegalStateException | KubernetesClientException e) {
            LOG.warnf("pod %s cannot run: %s", name(), e.getMessage());
            write(PodStatus.refused(pod, "CreateContainerError", String.valueOf(e.getMessage())));
        }
    }

    private void runUntilEnd(PodNetwork network) throws IOException, UnknownImage, InterruptedException {
        try {
            var sandbox = new PodSandbox(
                    network.namespace(),
                    Files.createDirectories(
                            node.pods().resolve(pod.getMetadata().getUid())));
            ServiceAccountFiles.write(node.api(), pod, sandbox.account());
            for (var restarts = 0; !ending(); restarts++) {
                var starting = PodStatus.running(pod, network.addresses(), network.node(), restarts, false);
                write(starting);
                var current = launch(sandbox, starting);
                process = current;
                if (ending()) {
                    current.destroyForcibly();
                }
                watch(current, network, restarts);
                readySince = null;
                if (!ending()) {
                    LOG.warnf("pod %s: its process ended with %d; starting it again", name(), current.exitValue());
                    write(PodStatus.running(pod, network.addresses(), network.node(), restarts, false));
                    var _ = end.await(BETWEEN_RESTARTS.after(restarts + 1).toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } finally {
            node.networks().remove(pod);
        }
    }

    /** Follows readiness until the process has ended. */
    private void watch(Process current, PodNetwork network, int restarts) throws InterruptedException {
        var probe = new ReadinessProbe(container, network.addresses().getFirst());
        var ready = false;
        var pause = UNTIL_READY;
        do {
            var now = probe.ready();
            if (now != ready && current.isAlive()) {
                ready = now;
                readySince = ready ? Instant.now() : null;
                write(PodStatus.running(pod, network.addresses(), network.node(), restarts, ready));
            }
            pause = ready ? probe.period() : UNTIL_READY;
        } while (!current.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private Process launch(PodSandbox sandbox, Pod starting) throws IOException, UnknownImage {
        var log = node.logs().resolve(name() + ".log").toFile();
        var builder = new ProcessBuilder(
                        sandbox.wrap(pod, container, node.images().command(name(), container)))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        var environment = builder.environment();
        var path = Objects.requireNonNullElse(environment.get("PATH"), "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.clear();
        // HOME: an in-cluster client must find no kubeconfig before its ServiceAccount.
        environment.putAll(Map.of("PATH", path, "HOME", sandbox.directory().toString(), "LANG", "C.UTF-8"));
        environment.putAll(
                PodEnvironment.of(starting, container, node.api().url().replace("https://", "")));
        return builder.start();
    }

    private void stopProcess(Duration grace) throws InterruptedException {
        var current = process;
        if (current != null) {
            var pause = preStop();
            var _ = current.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS);
            current.destroy();
            if (!current.waitFor(grace.minus(pause).toMillis(), TimeUnit.MILLISECONDS)) {
                current.destroyForcibly().waitFor();
            }
        }
        node.ends().put(name(), Instant.now());
    }

    /** How long the process goes on serving those who have not yet heard that it ends. */
    private Duration preStop() {
        var lifecycle = container.getLifecycle();
        return lifecycle == null
                        || lifecycle.getPreStop() == null
                        || lifecycle.getPreStop().getSleep() == null
                ? Duration.ZERO
                : Duration.ofSeconds(lifecycle.getPreStop().getSleep().getSeconds());
    }

    private void write(Pod status) {
        try {
            var _ = node.api()
                    .admin()
                    .resource(pod)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Json.of(Map.of("status", status.getStatus())));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warnf("the status of pod %s was not written: %s", name(), e.getMessage());
            }
        }
    }
}
