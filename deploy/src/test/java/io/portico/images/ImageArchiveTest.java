package io.portico.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.portico.playground.Flavour;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
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
        ArchiveFiles.of(open(write(build))).assertHarmless();
    }

    @Test
    void it_says_who_runs_it_and_what_it_is() throws Exception {
        var image = open(write(build));
        assertThat(image.reference()).isEqualTo("localhost/portico/default-backend:7.8.9");
        assertThat(image.config().at("/os").asText() + "/"
                        + image.config().at("/architecture").asText())
                .isEqualTo("linux/amd64");
        assertThat(image.config().at("/created").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(image.user()).isEqualTo("65532:65532");
        assertThat(image.entrypoint()).startsWith("/usr/bin/portico-default-backend");
        var prefix = "org.opencontainers.image.";
        assertThat(image.label(prefix + "title")).hasValue("portico-default-backend");
        assertThat(image.label(prefix + "version")).hasValue("7.8.9");
        assertThat(image.label(prefix + "revision")).hasValue("abc");
        assertThat(image.label(prefix + "licenses")).hasValue("Apache-2.0");
        assertThat(image.label(prefix + "source")).hasValue("https://git.example.com/portico");
    }

    @Test
    void its_bill_of_materials_names_the_debian_packages_inside_and_beside() throws Exception {
        var archive = write(build);
        var beside = JSON.readTree(archive.sbom().toFile());
        assertThat(beside.get("components"))
                .extracting(component -> component.path("purl").asText())
                .contains("pkg:maven/an/artifact@1")
                .anyMatch(purl -> purl.matches("pkg:deb/[a-z]+/libc6@1\\.0-2%2Bdeb12u1\\?arch=amd64"));
        assertThat(ArchiveFiles.of(open(archive)).sbom()).isEqualTo(Files.readString(archive.sbom()));
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
        var project = new Build(root, "7.8.9", "abc", "https://git.example.com/portico", CREATED);
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

    private OciArchive open(ImageArchive archive) throws IOException {
        return OciArchive.open(archive.file(), Files.createTempDirectory(directory, "layout"));
    }

    private Map<String, TarArchiveEntry> files(ImageArchive archive) throws IOException {
        return ArchiveFiles.of(open(archive)).entries();
    }
}
