package io.portico.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packages of the Debian that the build runs on, fetched by its own {@code apt-get} (which checks their signatures) and
 * kept: the executables were linked against this glibc, so the images have it too.
 */
final class DebianPackages {
    private final Path directory;

    /** @param directory where the packages are kept */
    DebianPackages(Path directory) {
        this.directory = directory;
    }

    /** A package that was fetched. */
    record DebianPackage(String name, String version, String architecture, Path file) {
        /** As the package URL specification writes it. */
        String purl(String distribution) {
            return "pkg:deb/%s/%s@%s?arch=%s"
                    .formatted(distribution, name, version.replace("+", "%2B").replace(":", "%3A"), architecture);
        }
    }

    /** Those packages, in the order of their names; fetched where they are not here yet. */
    List<DebianPackage> get(List<String> names) throws ImageFailure, InterruptedException, IOException {
        Files.createDirectories(directory);
        var missing = new ArrayList<String>();
        for (var name : names) {
            if (files(name).isEmpty()) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            fetch(missing);
        }
        var packages = new ArrayList<DebianPackage>();
        for (var name : names.stream().sorted().toList()) {
            packages.add(read(files(name).getLast()));
        }
        return packages;
    }

    private void fetch(List<String> names) throws ImageFailure, InterruptedException {
        var command = new ArrayList<>(List.of("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download"));
        command.addAll(names);
        try {
            var _ = Programs.text(directory, command);
        } catch (ImageFailure e) {
            throw new ImageFailure(
                    "the packages " + String.join(", ", names) + " of Debian could not be fetched (" + e.getMessage()
                            + "). Images are built on Debian or Ubuntu, after `apt-get update`; elsewhere, in a container of one.",
                    e);
        }
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> {
                        var fileName = file.getFileName().toString();
                        return fileName.startsWith(name + "_") && fileName.endsWith(".deb");
                    })
                    .sorted()
                    .toList();
        }
    }

    private DebianPackage read(Path file) throws ImageFailure, InterruptedException {
        var fields = Programs.text(
                        directory,
                        List.of(
                                "dpkg-deb",
                                "--show",
                                "--showformat=${Package}\t${Version}\t${Architecture}",
                                file.toString()))
                .split("\t", -1);
        return new DebianPackage(fields[0], fields[1], fields[2], file);
    }
}
