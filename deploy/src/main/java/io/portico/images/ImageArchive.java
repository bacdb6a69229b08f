package io.portico.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * One service's OCI archive.
 *
 * @param build what holds for all
 * @param service whose it is
 * @param flavour executable, or Java runtime and jars
 */
record ImageArchive(Build build, ServiceImage service, Flavour flavour) {
    private static final String SBOM = "/usr/share/portico/sbom.cdx.json";
    private static final String EXECUTABLES = "/usr/bin/portico-";
    private static final String JAVA = "/opt/java";
    private static final String JARS = "/opt/portico";
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

    private String tag() {
        return Archives.tag(build.version(), flavour);
    }

    /** Its name as runtimes store it when they load the archive; the chart's {@code image.registry} by default. */
    String reference() {
        return "localhost/portico/" + service.name() + ":" + tag();
    }

    /** Where it is written. */
    Path file() {
        return Archives.file(build.root(), service.name(), tag());
    }

    /** The bill of materials beside it. */
    Path sbom() {
        return Archives.billOf(file());
    }

    /**
     * Writes the archive.
     *
     * @param base the archive of the base image
     */
    void write(Path base) throws ImageFailure, InterruptedException, IOException {
        Files.createDirectories(build.images());
        var temporary = file().resolveSibling(file().getFileName() + ".part");
        try {
            var image = Jib.from(TarImage.at(base).named("localhost/portico/base"))
                    .setFormat(ImageFormat.OCI)
                    .setCreationTime(build.created())
                    .setUser(service.user())
                    .setEnvironment(Map.of("PATH", "/usr/sbin:/usr/bin", "LANG", "C.UTF-8"))
                    .setLabels(labels())
                    .setEntrypoint(entrypoint());
            for (var layer : layers()) {
                image.addFileEntriesLayer(layer);
            }
            var _ = image.containerize(Containerizer.to(TarImage.at(temporary).named(reference()))
                    .setOfflineMode(true)
                    .setToolName("portico")
                    .setBaseImageLayersCache(build.work().resolve("base-cache"))
                    .setApplicationLayersCache(build.work().resolve("layer-cache")));
            Files.move(temporary, file(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (ExecutionException e) {
            throw new ImageFailure("the image of " + service.name() + " was not written: " + e.getCause(), e);
        } catch (Exception e) {
            throw new ImageFailure("the image of " + service.name() + " was not written: " + e.getMessage(), e);
        }
    }

    private List<String> entrypoint() {
        // The heap follows the container's memory limit, so that the chart's limits are the one place to set it.
        return switch (flavour) {
            case NATIVE ->
                List.of(EXECUTABLES + service.name(), "-XX:MaximumHeapSizePercent=50", "-XX:+ExitOnOutOfMemoryError");
            case JVM ->
                List.of(
                        JAVA + "/bin/java",
                        "-XX:MaxRAMPercentage=50",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-jar",
                        JARS + "/quarkus-run.jar");
        };
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        var prefix = "org.opencontainers.image.";
        labels.put(prefix + "title", "portico-" + service.name());
        labels.put(prefix + "version", build.version());
        if (!build.revision().isEmpty()) {
            labels.put(prefix + "revision", build.revision());
        }
        if (!build.source().isEmpty()) {
            labels.put(prefix + "source", build.source());
        }
        labels.put(prefix + "licenses", "Apache-2.0");
        labels.put(prefix + "created", build.created().toString());
        return labels;
    }

    private List<FileEntriesLayer> layers() throws ImageFailure, InterruptedException, IOException {
        var layers = new ArrayList<FileEntriesLayer>();
        var built = flavour.built(build.root(), service.name());
        if (!Files.isRegularFile(built)) {
            throw new ImageFailure(built + " is not there: build it first, by ./mvnw package"
                    + (flavour == Flavour.NATIVE ? " -Dnative" : ""));
        }
        switch (flavour) {
            case NATIVE -> layers.add(layer("executable", Map.of(EXECUTABLES + service.name(), built)));
            case JVM -> {
                var app = built.resolveSibling("");
                layers.add(layer("java", tree(JavaRuntime.in(build.work()), JAVA)));
                layers.add(layer("libraries", tree(app.resolve("lib"), JARS + "/lib")));
                var own = new LinkedHashMap<String, Path>();
                own.putAll(tree(app.resolve("app"), JARS + "/app"));
                own.putAll(tree(app.resolve("quarkus"), JARS + "/quarkus"));
                own.put(JARS + "/quarkus-run.jar", built);
                layers.add(layer("service", own));
            }
        }
        layers.add(layer("sbom", Map.of(SBOM, sbom())));
        return layers;
    }

    private static Map<String, Path> tree(Path from, String to) throws IOException {
        var files = new LinkedHashMap<String, Path>();
        try (Stream<Path> all = Files.walk(from)) {
            all.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> files.put(to + "/" + from.relativize(file), file));
        }
        return files;
    }

    private FileEntriesLayer layer(String name, Map<String, Path> files) {
        var layer = FileEntriesLayer.builder().setName(name);
        files.forEach((path, file) -> layer.addEntry(
                file,
                AbsoluteUnixPath.get(path),
                Files.isExecutable(file) && !path.endsWith(".jar") ? PROGRAM : FILE,
                build.created()));
        return layer.build();
    }
}
