package io.portico.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portico.playground.Flavour;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From packages that are made up, for what must not come along, and an executable that is a line of text. */
@Requires(Requires.Need.DPKG)
class ImageArchiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceImage DEFAULT_BACKEND = ServiceImage.ALL.stream()
            .filter(image -> image.name().equals("default-backend"))
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path directory;

    private Build build;

    @BeforeEach
    void there_are_packages_and_an_executable() throws IOException {
        build = project("one");
    }

    @Test
    void it_holds_the_executable_the_libraries_that_it_is_linked_with_and_their_licences() throws Exception {
        var files = files(write(build));
        assertThat(files)
                .containsKeys(
                        "usr/bin/portico-default-backend",
                        "usr/lib/x86_64-linux-gnu/libc.so.6",
                        "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                        "usr/lib/x86_64-linux-gnu/libz.so.1",
                        "usr/share/doc/libc6/copyright",
                        "usr/share/zoneinfo/Europe/Berlin",
                        "etc/ssl/certs/ca-certificates.crt",
                        "usr/share/portico/sbom.cdx.json");
        assertThat(files.get("lib64").getLinkName()).isEqualTo("usr/lib64");
        assertThat(files.get("usr/lib64/ld-linux-x86-64.so.2").getLinkName())
                .isEqualTo("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    }

    @Test
    void no_shell_nothing_setuid_nothing_that_anybody_may_write_but_tmp() throws Exception {
        var files = files(write(build));
        assertThat(files.keySet()).noneMatch(path -> path.matches(".*/(sh|bash|dash|apt.*|dpkg.*|ldconfig)"));
        assertThat(files).allSatisfy((path, entry) -> {
            if (!path.equals("tmp") && !entry.isSymbolicLink()) {
                assertThat(entry.getMode() & 07022).as(path).isZero();
            }
            assertThat(entry.getLongUserId()).as(path).isZero();
        });
    }

    @Test
    void it_says_who_runs_it_and_what_it_is() throws Exception {
        var image = config(write(build));
        assertThat(image.at("/os").asText() + "/" + image.at("/architecture").asText())
                .isEqualTo("linux/amd64");
        assertThat(image.at("/created").asText()).isEqualTo("2026-01-01T00:00:00Z");
        var config = image.get("config");
        assertThat(config.get("User").asText()).isEqualTo("65532:65532");
        assertThat(config.at("/Entrypoint/0").asText()).isEqualTo("/usr/bin/portico-default-backend");
        var labels = config.get("Labels");
        assertThat(labels.get("org.opencontainers.image.title").asText()).isEqualTo("portico-default-backend");
        assertThat(labels.get("org.opencontainers.image.version").asText()).isEqualTo("7.8.9");
        assertThat(labels.get("org.opencontainers.image.revision").asText()).isEqualTo("abc");
        assertThat(labels.get("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
    }

    @Test
    void its_bill_of_materials_names_the_debian_packages_inside_and_beside() throws Exception {
        var archive = write(build);
        var beside = JSON.readTree(archive.sbom().toFile());
        assertThat(beside.get("components"))
                .extracting(component -> component.path("purl").asText())
                .contains("pkg:maven/an/artifact@1")
                .anyMatch(purl -> purl.matches("pkg:deb/[a-z]+/libc6@1\\.0-2%2Bdeb12u1\\?arch=amd64"));
        assertThat(content(archive, "usr/share/portico/sbom.cdx.json")).isEqualTo(Files.readAllBytes(archive.sbom()));
    }

    @Test
    void two_builds_are_the_same_to_the_byte() throws Exception {
        var one = write(build);
        var two = write(project("two"));
        assertThat(two.file()).hasSameBinaryContentAs(one.file());
    }

    @Test
    void what_is_not_built_yet_is_named() throws IOException {
        Files.delete(Flavour.NATIVE.built(build.root(), "default-backend"));
        assertThatThrownBy(() -> write(build))
                .isInstanceOf(ImageFailure.class)
                .hasMessageContaining("./mvnw package -Dnative");
    }

    private static ImageArchive write(Build build) throws Exception {
        return Main.write(build, DEFAULT_BACKEND, Flavour.NATIVE);
    }

    private Build project(String name) throws IOException {
        var root = directory.resolve(name);
        var target = Files.createDirectories(root.resolve("default-backend/target"));
        var executable = Files.writeString(target.resolve("portico-default-backend-7.8.9-runner"), "an executable\n");
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(target.resolve("bom.json"), """
                {"bomFormat": "CycloneDX", "components": [{"name": "artifact", "purl": "pkg:maven/an/artifact@1"}]}
                """);
        var project = new Build(root, "7.8.9", "abc", CREATED);
        var packages = Files.createDirectories(project.work().resolve("debian"));
        debian(
                packages,
                "libc6",
                "1.0-2+deb12u1",
                Map.of(
                        "lib/x86_64-linux-gnu/libc.so.6", "libc",
                        "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "loader",
                        "lib64/ld-linux-x86-64.so.2", "-> /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                        "lib/x86_64-linux-gnu/libthread_db.so.1", "for debuggers",
                        "sbin/ldconfig", "a program",
                        "bin/sh", "a shell",
                        "usr/bin/dash", "another",
                        "usr/share/doc/libc6/copyright", "whose it is"));
        debian(
                packages,
                "zlib1g",
                "1",
                Map.of(
                        "lib/x86_64-linux-gnu/libz.so.1.2", "libz",
                        "lib/x86_64-linux-gnu/libz.so.1", "-> libz.so.1.2"));
        debian(
                packages,
                "tzdata",
                "1",
                Map.of(
                        "usr/share/zoneinfo/Europe/Berlin", "a zone",
                        "usr/share/zoneinfo/right/Europe/Berlin", "with leap seconds"));
        debian(
                packages,
                "ca-certificates",
                "1",
                Map.of(
                        "usr/share/ca-certificates/mozilla/B.crt", "second\n",
                        "usr/share/ca-certificates/mozilla/A.crt", "first",
                        "usr/sbin/update-ca-certificates", "a script"));
        return project;
    }

    /** A package whose files everybody may write and whose programs are setuid. */
    private void debian(Path packages, String name, String version, Map<String, String> files) throws IOException {
        var tree = Files.createTempDirectory(directory, name);
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(tree.resolve("DEBIAN/control"), """
                Package: %s
                Version: %s
                Architecture: amd64
                Maintainer: Nobody <nobody@example.com>
                Description: made up
                """.formatted(name, version));
        for (var file : files.entrySet()) {
            var path = tree.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling(""));
            if (file.getValue().startsWith("-> ")) {
                Files.createSymbolicLink(path, Path.of(file.getValue().substring(3)));
            } else {
                Files.writeString(path, file.getValue());
                run("chmod", path.toString().contains("bin/") ? "6777" : "666", path.toString());
            }
        }
        run("chmod", "755", tree.toString(), tree.resolve("DEBIAN").toString());
        run(
                "dpkg-deb",
                "--root-owner-group",
                "--build",
                tree.toString(),
                packages.resolve(name + "_" + version + "_amd64.deb").toString());
    }

    private static void run(String... command) {
        var _ = Commands.run(List.of(command));
    }

    private static Map<String, TarArchiveEntry> files(ImageArchive archive) throws IOException {
        var files = new TreeMap<String, TarArchiveEntry>();
        eachFile(archive, (entry, content) -> files.put(entry.getName().replaceAll("^/|/$", ""), entry));
        return files;
    }

    private static byte[] content(ImageArchive archive, String path) throws IOException {
        var found = new LinkedHashMap<String, byte[]>();
        eachFile(archive, (entry, content) -> found.put(entry.getName().replaceAll("^/|/$", ""), content));
        return found.get(path);
    }

    private interface Visitor {
        void visit(TarArchiveEntry entry, byte[] content);
    }

    private static void eachFile(ImageArchive archive, Visitor visitor) throws IOException {
        var blobs = blobs(archive);
        for (var layer : manifest(blobs).get("layers")) {
            var bytes = blobs.get(blob(layer));
            try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
                TarArchiveEntry entry;
                while ((entry = tar.getNextEntry()) != null) {
                    visitor.visit(entry, tar.readAllBytes());
                }
            }
        }
    }

    private static JsonNode config(ImageArchive archive) throws IOException {
        var blobs = blobs(archive);
        return JSON.readTree(blobs.get(blob(manifest(blobs).get("config"))));
    }

    private static JsonNode manifest(Map<String, byte[]> blobs) throws IOException {
        var index = JSON.readTree(blobs.get("index.json"));
        var manifest = index.at("/manifests/0");
        assertThat(manifest.at("/annotations/org.opencontainers.image.ref.name").asText())
                .isEqualTo("localhost/portico/default-backend:7.8.9");
        return JSON.readTree(blobs.get(blob(manifest)));
    }

    private static String blob(JsonNode descriptor) {
        return "blobs/" + descriptor.get("digest").asText().replace(':', '/');
    }

    private static Map<String, byte[]> blobs(ImageArchive archive) throws IOException {
        var blobs = new LinkedHashMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(archive.file()), StandardCharsets.UTF_8.name())) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                blobs.put(entry.getName(), tar.readAllBytes());
            }
        }
        return blobs;
    }
}
