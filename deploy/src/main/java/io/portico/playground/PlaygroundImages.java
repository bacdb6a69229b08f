package io.portico.playground;

import io.fabric8.kubernetes.api.model.Container;
import io.portico.playground.cluster.Images;
import io.portico.testkit.Echo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The images that nodes of the playground have: Portico's own, which are what the build left, and {@code echo}, which
 * answers its pod's name by HTTP and UDP on the ports that the container declares.
 */
record PlaygroundImages(Path root, Flavour flavour) implements Images {
    private static final String ECHO = "echo";

    @Override
    public List<String> command(String pod, Container container) throws UnknownImage {
        var image = container.getImage();
        var name = image.substring(image.lastIndexOf('/') + 1).replaceFirst(":.*", "");
        if (name.equals(ECHO)) {
            return echo(pod, container);
        }
        if (!Flavour.SERVICES.contains(name)) {
            throw new UnknownImage("the playground has no image " + image + ": it knows " + ECHO + " and "
                    + String.join(", ", Flavour.SERVICES));
        }
        return flavour.command(root, name);
    }

    private static List<String> echo(String pod, Container container) {
        var command = new ArrayList<>(List.of(
                Flavour.JAVA,
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                Path.of(Echo.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString(),
                Echo.class.getName(),
                "--stay",
                pod));
        container.getPorts().stream()
                .map(port -> port.getContainerPort() + "/" + port.getProtocol().toLowerCase(Locale.ROOT))
                .forEach(command::add);
        return command;
    }
}
