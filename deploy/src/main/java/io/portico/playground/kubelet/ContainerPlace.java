package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.playground.kubelet.Images.UnknownImage;
import io.portico.playground.kubelet.content.ConfigSources;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import io.portico.playground.kubelet.content.PodEnvironment;
import io.portico.playground.kubelet.content.PodVolumes;
import io.portico.playground.kubelet.logs.ContainerLogs;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * What a pod gives one of its containers.
 *
 * @param of the pod with its addresses
 * @param init whether it is an init container
 * @param changed is told whenever the container's status has changed
 */
record ContainerPlace(
        Kubelet.Node node,
        Pod of,
        PodSandbox sandbox,
        PodVolumes volumes,
        PodEvents events,
        boolean init,
        Runnable changed) {

    private static final Logger LOG = Logger.getLogger(ContainerPlace.class);

    /** The pod as a kubelet's messages name it. */
    String pod() {
        var metadata = of.getMetadata();
        return metadata.getName() + "_" + metadata.getNamespace() + "(" + metadata.getUid() + ")";
    }

    /** Where probes go. */
    String address() {
        return of.getStatus().getPodIP();
    }

    /**
     * Starts the container's process.
     *
     * @param run how often it was started before
     * @throws NotThere while something that its environment needs is absent
     * @throws IllegalArgumentException in words, for what is not known here
     */
    Process launch(Container container, int run) throws IOException, NotThere, UnknownImage {
        // HOME: an in-cluster client must find no kubeconfig before its ServiceAccount.
        var environment = new LinkedHashMap<>(Map.of(
                "PATH",
                Objects.requireNonNullElse(System.getenv("PATH"), "/usr/sbin:/usr/bin:/sbin:/bin"),
                "HOME",
                sandbox.directory().toString(),
                "LANG",
                "C.UTF-8"));
        environment.putAll(new PodEnvironment(
                        of,
                        new ConfigSources(node.api().admin(), of.getMetadata().getNamespace()))
                .of(container, node.api().url().replace("https://", "")));
        var log = node.logs().begin(of, container.getName(), run).toFile();
        var builder = new ProcessBuilder(
                        sandbox.wrap(of, container, volumes.of(container), command(container, environment)))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /**
     * Notes that a run of the container has ended: who follows its output has seen all. What it left running ends too,
     * as with a container's process namespace.
     */
    void ended(Container container, int run, Process process) {
        try {
            var _ = new ProcessBuilder("sh", "-c", "kill -KILL -" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ContainerLogs.end(node.logs().file(of, container.getName(), run));
        } catch (IOException e) {
            LOG.warnf("the end of container %s of %s was not noted: %s", container.getName(), pod(), e.getMessage());
        }
    }

    private List<String> command(Container container, Map<String, String> environment) throws UnknownImage {
        var entrypoint = node.images().entrypoint(of.getMetadata().getName(), container);
        var command = new ArrayList<>(
                container.getCommand().isEmpty()
                        ? entrypoint
                        : PodEnvironment.expand(container.getCommand(), environment));
        command.addAll(PodEnvironment.expand(container.getArgs(), environment));
        return command;
    }
}
