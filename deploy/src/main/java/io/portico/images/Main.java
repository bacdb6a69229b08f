package io.portico.images;

import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What {@code ./mvnw package -Dimages} runs, once the services are built.
 *
 * <pre>Main PROJECT-DIRECTORY VERSION CREATED native|jvm [SERVICE...]</pre>
 */
public final class Main {
    private Main() {}

    /** Exits with 0 when all archives are written, with 1 and a sentence when not. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        var root = Path.of(arguments[0]).toAbsolutePath().normalize();
        var flavour = Flavour.valueOf(arguments[3].toUpperCase(Locale.ROOT));
        var wanted = List.of(arguments).subList(4, arguments.length);
        try {
            var build = new Build(root, arguments[1], revision(root), source(), Instant.parse(arguments[2]));
            for (var service : ServiceImage.ALL) {
                if (wanted.isEmpty() || wanted.contains(service.name())) {
                    var archive = write(build, service, flavour);
                    System.out.printf(
                            Locale.ROOT,
                            "%s  %.1f MB%n",
                            root.relativize(archive.file()),
                            Files.size(archive.file()) / 1e6);
                }
            }
        } catch (IOException | ImageFailure e) {
            System.err.println("images: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Builds one image. */
    static ImageArchive write(Build build, ServiceImage service, Flavour flavour)
            throws ImageFailure, InterruptedException, IOException {
        var packages = new DebianPackages(build.work().resolve("debian")).get(service.packages());
        var base = build.work()
                .resolve(BaseImage.name(packages.stream()
                        .map(debian -> debian.name() + "=" + debian.version())
                        .toList()));
        if (!Files.exists(base)) {
            BaseImage.write(DebianFiles.of(packages), base, build.created());
        }
        var archive = new ImageArchive(build, service, flavour);
        Sbom.write(archive, packages, Sbom.distribution());
        archive.write(base);
        return archive;
    }

    /** Where a release is published from: what the variable {@code PORTICO_SOURCE} says. */
    private static String source() {
        return Objects.requireNonNullElse(System.getenv("PORTICO_SOURCE"), "");
    }

    /** The commit that is built, with {@code -dirty} where files differ from it; empty outside of a checkout. */
    private static String revision(Path root) throws InterruptedException {
        try {
            return Programs.text(root, List.of("git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"))
                    .strip();
        } catch (ImageFailure e) {
            return "";
        }
    }
}
