package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.playground.kubelet.logs.ContainerLogs;
import io.portico.playground.kubelet.logs.KubeletCertificates;
import io.portico.playground.kubelet.logs.KubeletServer;
import io.portico.playground.kubelet.logs.KubeletServers;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.KubeApi;
import io.portico.testkit.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kubelets of all nodes: one process for each container of each pod that is bound to one, until it is deleted. */
public final class Kubelet implements AutoCloseable {
    /** Where the kubelets' own API listens on each node's address. */
    public static final int PORT = KubeletServer.PORT;

    /** What a pod is given and answers to. */
    record Node(
            KubeApi api,
            PodNetworks networks,
            Images images,
            Path pods,
            ContainerLogs logs,
            Map<String, Instant> ends) {}

    private final Node node;
    private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
    private final KubeletServers servers;
    private final SharedIndexInformer<Pod> watch;

    /**
     * Starts at once.
     *
     * @param nodes those of the network that pods may run on
     * @param directory where the pods' files and logs go
     */
    public Kubelet(
            KubeApi api,
            ClusterNetwork network,
            Collection<ClusterNetwork.Node> nodes,
            Images images,
            KubeletCertificates certificates,
            Path directory)
            throws IOException {
        node = new Node(
                api,
                new PodNetworks(network),
                images,
                Files.createDirectories(directory.resolve("pods")),
                new ContainerLogs(Files.createDirectories(directory.resolve("logs"))),
                new ConcurrentHashMap<>());
        servers = new KubeletServers(nodes, certificates, node.logs.directory(), directory);
        watch = api.admin().pods().inAnyNamespace().inform(new Handler());
    }

    /** Where the output of a pod's containers is; it stays when the pod has gone. */
    public ContainerLogs logs() {
        return node.logs;
    }

    /** When a running pod became ready; empty while it is not. */
    public Optional<Instant> readySince(String pod) {
        return running.values().stream()
                .filter(candidate -> candidate.name().equals(pod))
                .findFirst()
                .flatMap(RunningPod::readySince);
    }

    /** When a pod's last process ended on the pod's deletion; empty while one runs. */
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
        servers.close();
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
            if (pod.getMetadata().getDeletionTimestamp() != null) {
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
