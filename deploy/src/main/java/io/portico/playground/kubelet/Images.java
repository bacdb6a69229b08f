package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;

/** What a node can run: an image's name, and the command that stands for it here. */
@FunctionalInterface
public interface Images {
    /**
     * The command that runs the container, without the args of its template.
     *
     * @param pod the pod's name
     * @throws UnknownImage when there is none
     */
    List<String> entrypoint(String pod, Container container) throws UnknownImage;

    /** There is nothing to run for an image. */
    final class UnknownImage extends Exception {
        private static final long serialVersionUID = 1L;

        /** The message becomes the pod's. */
        public UnknownImage(String message) {
            super(message);
        }
    }
}
