package io.portico.playground;

import io.fabric8.kubernetes.api.model.Container;
import io.portico.images.OciArchive;
import io.portico.playground.kubelet.Images;
import io.portico.playground.kubelet.logs.SmallJvm;
import io.portico.testkit.Echo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The images that nodes of the playground have: Portico's own, and {@code echo}, which answers its pod's name by HTTP
 * and UDP on the ports that the container declares; {@code busybox} is this machine's own shell and tools.
 */
final class PlaygroundImages implements Images {
    private static final String ECHO = "echo";

    /** What brings a shell and the usual tools: this machine's. */
    private static final String SHELL = "busybox";

    private final Map<String, Image> services = new HashMap<>();

    /**
     * Takes what the build left, or unpacks the archives.
     *
     * @param root the project's directory
     * @param directory for the root file systems
     */
    PlaygroundImages(Path root, Delivery delivery, Path directory) throws IOException {
        for (var service : Flavour.SERVICES) {
            services.put(
                    service,
                    delivery.images()
                            ? unpacked(delivery.file(root, service), directory.resolve(service))
                            : new HostCommand(delivery.flavour().command(root, service)));
        }
    }

    @Override
    public Image of(String pod, Container container) throws UnknownImage {
        var image = container.getImage();
        var name = image.substring(image.lastIndexOf('/') + 1).replaceFirst("[:@].*", "");
        if (name.equals(ECHO)) {
            return new HostCommand(echo(pod, container));
        }
        if (name.equals(SHELL)) {
            return new HostCommand(List.of("sh"));
        }
        var service = services.get(name);
        if (service == null) {
            throw new UnknownImage("the playground has no image " + image + ": it knows " + ECHO + ", " + SHELL + ", "
                    + String.join(", ", Flavour.SERVICES));
        }
        return service;
    }

    private static RootFileSystem unpacked(Path file, Path directory) throws IOException {
        var archive = OciArchive.open(file, directory.resolve("layout"));
        var root = directory.resolve("root");
        archive.unpack(root);
        return new RootFileSystem(root, archive.entrypoint(), archive.environment(), archive.user());
    }

    private static List<String> echo(String pod, Container container) {
        var command = SmallJvm.command(Echo.class, "--stay", pod);
        container.getPorts().stream()
                .map(port -> port.getContainerPort() + "/" + port.getProtocol().toLowerCase(Locale.ROOT))
                .forEach(command::add);
        return command;
    }
}
