package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.playground.kubelet.PodNetworks.PodNetwork;
import io.portico.playground.kubelet.content.ConfigSources;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import io.portico.playground.kubelet.content.PodVolumes;
import io.portico.playground.kubelet.content.ServiceAccountFiles;
import io.portico.playground.kubelet.content.VolumeFiles;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One pod's life on its node: network, volumes, init containers one after the other, containers side by side, end. A
 * virtual thread of its own leads it, and one more each container that runs beside others.
 */
final class RunningPod {
    private static final Logger LOG = Logger.getLogger(RunningPod.class);
    private static final Duration UNTIL_THERE = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final String ALWAYS = "Always";

    private final Kubelet.Node node;
    private final Pod pod;
    private final PodEvents events;
    private final RestartPolicy policy;
    private final Instant started = Instant.now();
    private final Thread thread;
    private final CountDownLatch end = new CountDownLatch(1);
    private final StatusWriter status;

    private volatile List<RunningContainer> inits = List.of();
    private volatile List<RunningContainer> containers = List.of();
    private volatile boolean initialised;
    private volatile @Nullable PodNetwork network;

    static RunningPod start(Kubelet.Node node, Pod pod) {
        var started = new RunningPod(node, pod);
        started.thread.start();
        return started;
    }

    private RunningPod(Kubelet.Node node, Pod pod) {
        this.node = node;
        this.pod = pod;
        this.events = new PodEvents(node.api().admin(), pod);
        this.policy = RestartPolicy.of(pod);
        this.status = new StatusWriter(node.api().admin(), pod);
        this.thread = Thread.ofVirtual().name("pod-" + name()).unstarted(this::live);
    }

    String name() {
        return pod.getMetadata().getName();
    }

    Optional<Instant> readySince() {
        return status.readySince();
    }

    /** Ends the processes within the pod's grace period, then the pod. Returns at once; twice does no harm. */
    void end(Pod deleted) {
        if (ending()) {
            return;
        }
        end.countDown();
        var _ = Thread.ofVirtual().name("end-" + name()).start(() -> {
            try {
                stop(Duration.ofSeconds(
                        Objects.requireNonNullElse(deleted.getMetadata().getDeletionGracePeriodSeconds(), 30L)));
                node.ends().put(name(), Instant.now());
                thread.join();
                finalise(node.api().admin(), deleted);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ends the processes now. */
    void kill() {
        end.countDown();
        inits.forEach(RunningContainer::kill);
        containers.forEach(RunningContainer::kill);
    }

    /** After {@link #kill}: returns when processes and network have gone. */
    void awaitEnd() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the object go: its processes have ended. */
    static void finalise(KubernetesClient client, Pod pod) {
        try {
            client.resource(pod).withGracePeriod(0).delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warnf("pod %s could not be let go: %s", pod.getMetadata().getName(), e.getMessage());
            }
        }
    }

    /** The containers first, all at once; then the sidecars, the last first. */
    private void stop(Duration grace) throws InterruptedException {
        var until = Instant.now().plus(grace);
        var stopping = new ArrayList<Thread>();
        for (var container : containers) {
            stopping.add(aside("stop", container, () -> container.stop(grace)));
        }
        for (var thread : stopping) {
            thread.join();
        }
        for (var init : inits.reversed()) {
            var left = Duration.between(Instant.now(), until);
            init.stop(left.isNegative() ? Duration.ZERO : left);
        }
    }

    private boolean ending() {
        return end.getCount() == 0;
    }

    private void live() {
        try {
            var own = node.networks().add(pod);
            try {
                network = own;
                runUntilEnd(own);
            } finally {
                node.networks().remove(pod);
            }
        } catch (InterruptedException e) {
            LOG.debugf("pod %s ends", name());
        } catch (IOException | IllegalArgumentException | IllegalStateException | KubernetesClientException e) {
            LOG.warnf("pod %s cannot run: %s", name(), e.getMessage());
            events.warning("FailedCreatePodSandBox", String.valueOf(e.getMessage()));
        }
    }

    private void runUntilEnd(PodNetwork own) throws IOException, InterruptedException {
        var directory =
                Files.createDirectories(node.pods().resolve(pod.getMetadata().getUid()));
        var addressed = new PodBuilder(pod)
                .withStatus(status(List.of(), List.of()).at(Instant.now(), Optional.of(own), List.of()))
                .build();
        var account = new ServiceAccountFiles(node.api(), pod);
        var sources = new ConfigSources(node.api().admin(), pod.getMetadata().getNamespace());
        var volumes = new PodVolumes(pod, new VolumeFiles(addressed, sources, account), account, directory);
        var sandbox = new PodSandbox(own.namespace(), directory);
        var first = new ContainerPlace(node, addressed, sandbox, volumes, events, true, this::writeStatus);
        var then = new ContainerPlace(node, addressed, sandbox, volumes, events, false, this::writeStatus);
        var waitFor = pod.getSpec().getInitContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
        inits = pod.getSpec().getInitContainers().stream()
                .map(init -> new RunningContainer(
                        init,
                        isSidecar(init) ? RestartPolicy.ALWAYS : policy.untilItEndsWell(),
                        waitFor,
                        isSidecar(init) ? then : first))
                .toList();
        containers = pod.getSpec().getContainers().stream()
                .map(container -> new RunningContainer(container, policy, waitFor, then))
                .toList();
        if (ending()) {
            return;
        }
        writeStatus();
        if (!mount(volumes)) {
            return;
        }
        var refresh = Thread.ofVirtual().name("volumes-" + name()).start(() -> refresh(volumes));
        try {
            if (initialise()) {
                runContainers();
            }
        } finally {
            refresh.interrupt();
        }
    }

    /** Waits until the volumes can be had; false when the pod ends before. */
    private boolean mount(PodVolumes volumes) throws IOException, InterruptedException {
        while (!ending()) {
            try {
                volumes.update();
                return true;
            } catch (NotThere | KubernetesClientException e) {
                events.warning("FailedMount", String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
                events.warning("FailedMount", String.valueOf(e.getMessage()));
                end.await();
            }
            var _ = end.await(UNTIL_THERE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    /** What ConfigMaps and Secrets hold now is seen by the containers a little later. */
    private void refresh(PodVolumes volumes) {
        try {
            while (!end.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    volumes.update();
                } catch (NotThere | IOException | IllegalArgumentException | KubernetesClientException e) {
                    LOG.debugf("the volumes of pod %s stay as they are: %s", name(), e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("pod %s has ended", name());
        }
    }

    /** Runs the init containers; false when one failed for good, or the pod ends. */
    private boolean initialise() throws InterruptedException {
        for (var init : inits) {
            if (sidecars().contains(init.name())) {
                var _ = aside("run", init, init::run);
                init.awaitStart();
            } else if (init.run() != 0) {
                stopSidecars();
                return false;
            }
            if (ending()) {
                return false;
            }
        }
        initialised = true;
        return true;
    }

    private void runContainers() throws InterruptedException {
        var running = new ArrayList<Thread>();
        for (var container : containers) {
            running.add(aside("run", container, container::run));
        }
        for (var thread : running) {
            thread.join();
        }
        stopSidecars();
    }

    private void stopSidecars() throws InterruptedException {
        var grace = Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), 30L);
        for (var init : inits.reversed()) {
            init.stop(Duration.ofSeconds(grace));
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread aside(String what, RunningContainer container, Work work) {
        return Thread.ofVirtual()
                .name(what + "-" + name() + "-" + container.name())
                .start(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private List<String> sidecars() {
        return pod.getSpec().getInitContainers().stream()
                .filter(RunningPod::isSidecar)
                .map(Container::getName)
                .toList();
    }

    private static boolean isSidecar(Container init) {
        return ALWAYS.equals(init.getRestartPolicy());
    }

    private PodStatus status(List<RunningContainer> inits, List<RunningContainer> containers) {
        return new PodStatus(
                policy,
                inits.stream().map(RunningContainer::status).toList(),
                sidecars(),
                containers.stream().map(RunningContainer::status).toList(),
                initialised || inits.isEmpty(),
                started);
    }

    /** Writes the status as it is now. On its way out a pod keeps the one that it had. */
    private void writeStatus() {
        status.write(
                () -> ending() ? Optional.empty() : Optional.of(status(inits, containers)),
                Optional.ofNullable(network));
    }
}
