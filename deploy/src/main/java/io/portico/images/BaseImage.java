package io.portico.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A root file system as a one-layer image in the format of {@code docker save}. Jib takes it as a base image and keeps
 * its layer as it is; of files that it is given singly it would follow the symbolic links.
 */
final class BaseImage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BaseImage() {}

    /** Writes it to {@code archive}. */
    static void write(RootFiles files, Path archive, Instant created) throws IOException {
        var layer = new ByteArrayOutputStream();
        files.write(layer, created);
        var config = JSON.writeValueAsBytes(new TreeMap<>(Map.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "created",
                created.toString(),
                "config",
                Map.of(),
                "rootfs",
                new TreeMap<>(
                        Map.of("type", "layers", "diff_ids", List.of("sha256:" + sha256(layer.toByteArray())))))));
        var manifest = JSON.writeValueAsBytes(List.of(
                new TreeMap<>(Map.of("Config", "config.json", "Layers", List.of("layer.tar"), "RepoTags", List.of()))));
        var image = new RootFiles();
        image.file("config.json", config, false);
        image.file("layer.tar", layer.toByteArray(), false);
        image.file("manifest.json", manifest, false);
        try (var out = Files.newOutputStream(archive)) {
            image.write(out, created);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The name of a base image's archive that has these packages. */
    static String name(List<String> packages) {
        return "base-"
                + sha256(String.join(" ", packages).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 12) + ".tar";
    }
}
