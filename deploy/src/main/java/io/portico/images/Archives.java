package io.portico.images;

import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a build leaves the archives of its images, and what they are called. */
public final class Archives {
    /** What an archive's name ends with. */
    public static final String ENDING = "-linux-amd64.oci.tar";

    private static final String BILL = "-linux-amd64.cdx.json";
    private static final String JVM = "-jvm";

    private Archives() {}

    /** The directory of all, which a build makes. */
    public static Path directory(Path root) {
        return root.resolve("deploy/target/images");
    }

    /** The archive of a service, of whatever version; a pattern in its place where there is none. */
    public static Path find(Path root, String service, Flavour flavour) {
        var directory = directory(root);
        var pattern = service + "-*" + (flavour == Flavour.JVM ? JVM : "") + ENDING;
        try (var archives = Files.newDirectoryStream(directory, pattern)) {
            for (var archive : archives) {
                if (archive.toString().endsWith(JVM + ENDING) == (flavour == Flavour.JVM)) {
                    return archive;
                }
            }
        } catch (IOException e) {
            return directory.resolve(pattern);
        }
        return directory.resolve(pattern);
    }

    /** The bill of materials beside an archive. */
    public static Path billOf(Path archive) {
        return archive.resolveSibling(archive.getFileName().toString().replace(ENDING, BILL));
    }

    /** The tag of an image: the version, and for the JVM flavour its name behind it. */
    static String tag(String version, Flavour flavour) {
        return version + (flavour == Flavour.JVM ? JVM : "");
    }

    static Path file(Path root, String service, String tag) {
        return directory(root).resolve(service + "-" + tag + ENDING);
    }
}
