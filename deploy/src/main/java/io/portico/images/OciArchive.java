package io.portico.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image as its OCI archive has it (image-spec, image-layout.md), opened to be looked at or run.
 *
 * @param layout where the archive's own files are
 * @param reference the name that runtimes give the image when they load it
 * @param config the image's configuration (image-spec, config.md)
 * @param layers the layers' files, compressed, the lowest first
 */
public record OciArchive(Path layout, String reference, JsonNode config, List<Path> layers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "org.opencontainers.image.ref.name";

    /**
     * Takes the archive apart into a directory, which is made.
     *
     * @throws IOException when it is no archive of one image
     */
    public static OciArchive open(Path archive, Path layout) throws IOException {
        Files.createDirectories(layout);
        tar(List.of("--extract", "--file", archive.toString(), "--directory", layout.toString()));
        var index = JSON.readTree(layout.resolve("index.json").toFile());
        if (index.path("manifests").size() != 1) {
            throw new IOException(archive + " has " + index.path("manifests").size() + " images, not one");
        }
        var descriptor = index.at("/manifests/0");
        var manifest = JSON.readTree(blob(layout, descriptor).toFile());
        var layers = new ArrayList<Path>();
        manifest.path("layers").forEach(layer -> layers.add(blob(layout, layer)));
        return new OciArchive(
                layout,
                descriptor.path("annotations").path(NAME).asText(),
                JSON.readTree(blob(layout, manifest.path("config")).toFile()),
                List.copyOf(layers));
    }

    /** Makes the root file system in a directory. Needs root, whose the files are. */
    public void unpack(Path root) throws IOException {
        Files.createDirectories(root);
        for (var layer : layers) {
            tar(List.of(
                    "--extract",
                    "--gzip",
                    "--preserve-permissions",
                    "--numeric-owner",
                    "--file",
                    layer.toString(),
                    "--directory",
                    root.toString()));
        }
    }

    /** The command that it runs. */
    public List<String> entrypoint() {
        return texts("Entrypoint");
    }

    /** Its environment, as {@code NAME=value}. */
    public List<String> environment() {
        return texts("Env");
    }

    /** Who runs it where nobody says otherwise, as {@code uid:gid}. */
    public String user() {
        return config.at("/config/User").asText();
    }

    /** A label's value; empty where it is not there. */
    public Optional<String> label(String name) {
        return Optional.ofNullable(config.at("/config/Labels").get(name)).map(JsonNode::asText);
    }

    private List<String> texts(String field) {
        var texts = new ArrayList<String>();
        config.path("config").path(field).forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    private static Path blob(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }

    private static void tar(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of("tar"));
        command.addAll(arguments);
        try {
            var _ = Commands.run(command);
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
