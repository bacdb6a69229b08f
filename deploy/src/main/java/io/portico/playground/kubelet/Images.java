package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.util.List;

/** What a node can run: the images that it has, by the names that containers give. */
@FunctionalInterface
public interface Images {
    /**
     * The image of a container.
     *
     * @param pod the pod's name
     * @throws UnknownImage when there is none
     */
    Image of(String pod, Container container) throws UnknownImage;

    /** What a container is made from. */
    sealed interface Image {
        /** The command that it runs where the container's template has none, without the template's args. */
        List<String> entrypoint();
    }

    /** A command on this machine's own file system. */
    record HostCommand(List<String> entrypoint) implements Image {}

    /**
     * An image that was unpacked; an OCI runtime runs it.
     *
     * @param root its file system, shared by all containers of it
     * @param environment as {@code NAME=value}
     * @param user as {@code uid:gid}, where the pod does not say
     */
    record RootFileSystem(Path root, List<String> entrypoint, List<String> environment, String user) implements Image {}

    /** There is nothing to run for an image. */
    final class UnknownImage extends Exception {
        private static final long serialVersionUID = 1L;

        /** The message becomes the pod's. */
        public UnknownImage(String message) {
            super(message);
        }
    }
}
