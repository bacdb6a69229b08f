package io.portico.runtime.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Portico this is.
 *
 * @param number of the release, such as {@code 0.1.0}
 * @param revision of the sources in git, shortened; empty when it was built without git
 * @param runtime what it runs on: {@code native}, or which Java
 */
public record Version(String number, String revision, String runtime) {
    private static final String FILE = "version.properties";
    /** What is set in an executable of native-image at run time. */
    private static final String NATIVE = "org.graalvm.nativeimage.imagecode";

    /** This process's. */
    public static Version current() {
        var properties = new Properties();
        try (var file = Version.class.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Git was not asked where the build left the placeholder in.
        var revision = properties.getProperty("revision", "");
        return new Version(
                properties.getProperty("number", "unknown"),
                revision.startsWith("$") ? "" : revision,
                System.getProperty(NATIVE) == null ? "Java " + Runtime.version() : "native");
    }

    /** As {@code --version} says it. */
    @Override
    public String toString() {
        return number + " (" + (revision.isEmpty() ? "" : "revision " + revision + ", ") + runtime + ")";
    }
}
