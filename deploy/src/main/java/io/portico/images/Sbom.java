package io.portico.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portico.images.DebianPackages.DebianPackage;
import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bill of materials of an image, CycloneDX: what Maven says of the module, with Debian's packages and the Java
 * runtime beside it. It stands in the image and beside the archive.
 */
final class Sbom {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Sbom() {}

    /** Writes it for {@code archive}. */
    static void write(ImageArchive archive, List<DebianPackage> packages, String distribution)
            throws ImageFailure, IOException {
        var module = archive.build().root().resolve(archive.service().name()).resolve("target/bom.json");
        if (!Files.exists(module)) {
            throw new ImageFailure(module + " is not there: `./mvnw package -Dimages` makes it before the images");
        }
        var bom = (ObjectNode) JSON.readTree(module.toFile());
        var components = bom.withArray("components");
        for (var debian : packages) {
            components
                    .addObject()
                    .put("type", "library")
                    .put("bom-ref", debian.purl(distribution))
                    .put("name", debian.name())
                    .put("version", debian.version())
                    .put("purl", debian.purl(distribution));
        }
        if (archive.flavour() == Flavour.JVM) {
            components
                    .addObject()
                    .put("type", "platform")
                    .put("name", System.getProperty("java.runtime.name"))
                    .put("publisher", System.getProperty("java.vendor"))
                    .put("version", Runtime.version().toString());
        }
        Files.createDirectories(archive.build().images());
        JSON.writerWithDefaultPrettyPrinter().writeValue(archive.sbom().toFile(), bom);
    }

    /** The build machine's distribution, as package URLs name it: {@code debian}, {@code ubuntu}. */
    static String distribution() throws IOException {
        return Files.readAllLines(Path.of("/etc/os-release")).stream()
                .filter(line -> line.startsWith("ID="))
                .map(line -> line.substring("ID=".length()).replace("\"", ""))
                .findFirst()
                .orElse("debian");
    }
}
