package io.portico.playground;

import io.portico.images.Archives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How Portico comes to the playground's nodes.
 *
 * @param flavour fast-jars or executables
 * @param images as image archives, instead of what the build left
 */
public record Delivery(Flavour flavour, boolean images) {
    private static final String IMAGES = "-images";

    /** As the command line names it: {@code jvm}, {@code native}, {@code jvm-images}, {@code native-images}. */
    public static Delivery of(String word) {
        var flavour = word.endsWith(IMAGES) ? word.substring(0, word.length() - IMAGES.length()) : word;
        return new Delivery(Flavour.valueOf(flavour.toUpperCase(Locale.ROOT)), word.endsWith(IMAGES));
    }

    /** The file of a service that it begins with; it may be absent. */
    Path file(Path root, String service) {
        return images ? Archives.find(root, service, flavour) : flavour.built(root, service);
    }

    /** The files that are not there; empty when all are. */
    public List<Path> missing(Path root) {
        return Flavour.SERVICES.stream()
                .map(service -> file(root, service))
                .filter(file -> !Files.isRegularFile(file))
                .toList();
    }

    /** What makes the files. */
    String command() {
        return "./mvnw package -DskipTests" + (images ? " -Dimages" : "")
                + (flavour == Flavour.NATIVE ? " -Dnative" : "");
    }
}
