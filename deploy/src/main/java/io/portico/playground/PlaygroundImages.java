package io.portico.playground;

import io.fabric8.kubernetes.api.model.Container;
import io.portico.playground.kubelet.Images;
import io.portico.playground.kubelet.logs.SmallJvm;
import io.portico.testkit.Echo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The images that nodes of the playground have: Portico's own, which are what the build left, and {@code echo}, which
 * answers its pod's name by HTTP and UDP on the ports that the container declares; {@code busybox} is this machine's
 * own shell and tools.
 */
record PlaygroundImages(Path root, Flavour flavour) implements Images {
    private static final String ECHO = "echo";

    /** What brings a shell and the usual tools: this machine's. */
    private static final String SHELL = "busybox";

    @Override
    public List<String> entrypoint(String pod, Container container) throws UnknownImage {
        var image = container.getImage();
        var name = image.substring(image.lastIndexOf('/') + 1).replaceFirst(":.*", "");
        if (name.equals(ECHO)) {
            return echo(pod, container);
        }
        if (name.equals(SHELL)) {
            return List.of("sh");
        }
        if (!Flavour.SERVICES.contains(name)) {
            throw new UnknownImage("the playground has no image " + image + ": it knows " + ECHO + ", " + SHELL + ", "
                    + String.join(", ", Flavour.SERVICES));
        }
        return flavour.command(root, name);
    }

    private static List<String> echo(String pod, Container container) {
        var command = SmallJvm.command(Echo.class, "--stay", pod);
        container.getPorts().stream()
                .map(port -> port.getContainerPort() + "/" + port.getProtocol().toLowerCase(Locale.ROOT))
                .forEach(command::add);
        return command;
    }
}
