package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.playground.kubelet.Images.HostCommand;
import io.portico.playground.kubelet.Images.Image;
import io.portico.playground.kubelet.Images.RootFileSystem;
import io.portico.playground.kubelet.Images.UnknownImage;
import io.portico.playground.kubelet.content.ConfigSources;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import io.portico.playground.kubelet.content.PodEnvironment;
import io.portico.playground.kubelet.content.PodVolumes;
import io.portico.playground.kubelet.logs.ContainerLogs;
import io.portico.playground.kubelet.oci.OciBundle;
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
        var image = node.images().of(of.getMetadata().getName(), container);
        var environment = new PodEnvironment(
                        of,
                        new ConfigSources(node.api().admin(), of.getMetadata().getNamespace()))
                .of(container, node.api().url().replace("https://", ""));
        var builder = switch (image) {
            case HostCommand command -> onHost(container, command, environment);
            case RootFileSystem root -> bundled(container, run, root, environment);
        };
        return builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(node.logs().begin(of, container.getName(), run).toFile())
                .start();
    }

    private ProcessBuilder onHost(Container container, HostCommand image, Map<String, String> environment)
            throws IOException {
        // HOME: an in-cluster client must find no kubeconfig before its ServiceAccount.
        var all = new LinkedHashMap<>(Map.of(
                "PATH",
                Objects.requireNonNullElse(System.getenv("PATH"), "/usr/sbin:/usr/bin:/sbin:/bin"),
                "HOME",
                sandbox.directory().toString(),
                "LANG",
                "C.UTF-8"));
        all.putAll(environment);
        var builder =
                new ProcessBuilder(sandbox.wrap(of, container, volumes.of(container), command(image, container, all)));
        builder.environment().clear();
        builder.environment().putAll(all);
        return builder;
    }

    private ProcessBuilder bundled(Container container, int run, RootFileSystem image, Map<String, String> environment)
            throws IOException {
        var bundle = bundle(container, run);
        bundle.write(
                of,
                container,
                image,
                sandbox.network().name(),
                volumes.of(container),
                command(image, container, environment),
                environment);
        return new ProcessBuilder(bundle.command());
    }

    private OciBundle bundle(Container container, int run) {
        return new OciBundle(sandbox.directory().resolve("bundles/" + container.getName() + "-" + run));
    }

    /**
     * Notes that a run of the container has ended: who follows its output has seen all. What it left running ends too,
     * as with a container's process namespace.
     */
    void ended(Container container, int run, Process process) {
        try {
            quietly(List.of("sh", "-c", "kill -KILL -" + process.pid()));
            var cleanup = bundle(container, run).cleanup();
            if (!cleanup.isEmpty()) {
                quietly(cleanup);
            }
            ContainerLogs.end(node.logs().file(of, container.getName(), run));
        } catch (IOException e) {
            LOG.warnf("the end of container %s of %s was not noted: %s", container.getName(), pod(), e.getMessage());
        }
    }

    private static void quietly(List<String> command) throws IOException {
        var _ = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(Image image, Container container, Map<String, String> environment) {
        var command = new ArrayList<>(
                container.getCommand().isEmpty()
                        ? image.entrypoint()
                        : PodEnvironment.expand(container.getCommand(), environment));
        command.addAll(PodEnvironment.expand(container.getArgs(), environment));
        return command;
    }
}
