package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.KubeApi;
import io.portico.testkit.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kubelets of all nodes: one process for each pod that is bound to one, until the pod is deleted. Pods have one
 * container; init containers and volumes other than /tmp are not known here.
 */
public final class Kubelet implements AutoCloseable {
    /** What a pod's process is given and answers to. */
    record Node(KubeApi api, PodNetworks networks, Images images, Path pods, Path logs, Map<String, Instant> ends) {}

    private final Node node;
    private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Pod> watch;

    /**
     * Starts at once.
     *
     * @param directory where the pods' files and logs go
     */
    public Kubelet(KubeApi api, ClusterNetwork network, Images images, Path directory) throws IOException {
        node = new Node(
                api,
                new PodNetworks(network),
                images,
                Files.createDirectories(directory.resolve("pods")),
                Files.createDirectories(directory.resolve("logs")),
                new ConcurrentHashMap<>());
        PodSandbox.prepare();
        watch = api.admin().pods().inAnyNamespace().inform(new Handler());
    }

    /** Where a pod's output is; it stays when the pod has gone. */
    public Path log(String pod) {
        return node.logs.resolve(pod + ".log");
    }

    /** When a running pod became ready; empty while it is not. */
    public Optional<Instant> readySince(String pod) {
        return running.values().stream()
                .filter(candidate -> candidate.name().equals(pod))
                .findFirst()
                .flatMap(RunningPod::readySince);
    }

    /** When a pod's process ended on the pod's deletion; empty while it runs. */
    public Optional<Instant> ended(String pod) {
        return Optional.ofNullable(node.ends.get(pod));
    }

    /** Where a running pod's commands run. */
    public Optional<NetworkNamespace> namespace(String pod) {
        return node.networks.of(pod);
    }

    /** Stops all pods' processes; leaves the objects as they are. */
    @Override
    public void close() {
        watch.stop();
        running.values().forEach(RunningPod::kill);
        running.values().forEach(RunningPod::awaitEnd);
        node.networks.close();
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            look(pod);
        }

        @Override
        public void onUpdate(Pod before, @Nullable Pod pod) {
            if (pod != null) {
                look(pod);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            // Deleted by force: there was no time to end.
            var gone = running.remove(pod.getMetadata().getUid());
            if (gone != null) {
                gone.kill();
            }
        }

        private void look(Pod pod) {
            if (pod.getSpec().getNodeName() == null) {
                return;
            }
            var uid = pod.getMetadata().getUid();
            if (Workload.terminating(pod)) {
                var ending = running.get(uid);
                if (ending != null) {
                    ending.end(pod);
                } else {
                    RunningPod.finalise(node.api.admin(), pod);
                }
            } else {
                running.computeIfAbsent(uid, absent -> RunningPod.start(node, pod));
            }
        }
    }
}
