package io.portico.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where etcd, kube-apiserver and kubectl lie on this machine. Looked for in {@code KUBE_API_TEST_DIR} (the layout of
 * fabric8's kube-api-test: {@code k8s/VERSION-linux-amd64/}), {@code KUBEBUILDER_ASSETS} (flat) and
 * {@code ~/.kubeapitest}.
 *
 * @param directory holds the three executables
 */
public record KubeBinaries(Path directory) {

    /** What to do where none is found. */
    public static final String HOW_TO_GET =
            "no kube-apiserver found: set KUBE_API_TEST_DIR or KUBEBUILDER_ASSETS, or run deploy/playground once, which fetches one";

    private static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kubectl");

    /** The binaries that are here; of several versions the newest. */
    public static Optional<KubeBinaries> find() {
        return Stream.of(System.getenv("KUBE_API_TEST_DIR"), System.getenv("KUBEBUILDER_ASSETS"), home().toString())
                .filter(Objects::nonNull)
                .map(Path::of)
                .flatMap(KubeBinaries::candidates)
                .filter(KubeBinaries::complete)
                .map(KubeBinaries::new)
                .findFirst();
    }

    /**
     * {@code ~/.kubeapitest}, by {@code HOME}: in a user namespace the JVM takes its {@code user.home} from the entry
     * of the mapped root, whose home it is not.
     */
    public static Path home() {
        var home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".kubeapitest");
    }

    /** The path of {@code etcd}, {@code kube-apiserver} or {@code kubectl}. */
    public Path executable(String name) {
        return directory.resolve(name);
    }

    /** Upstream's own programs to compare with, such as {@code kube-controller-manager}, where they are here. */
    public static Optional<Path> peer(String name) {
        return Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"))
                .map(root -> Path.of(root, "peers", name))
                .filter(Files::isExecutable);
    }

    private static Stream<Path> candidates(Path root) {
        var versions = root.resolve("k8s");
        if (!Files.isDirectory(versions)) {
            return Stream.of(root);
        }
        try (var found = Files.list(versions)) {
            return found.sorted(Comparator.comparing(KubeBinaries::version).reversed()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Runtime.Version version(Path directory) {
        var version = directory.getFileName().toString().replaceFirst("-.*", "").replaceFirst("^v", "");
        return version.matches("[1-9][0-9]*(\\.[0-9]+)*")
                ? Runtime.Version.parse(version.replaceAll("(\\.0)+$", ""))
                : Runtime.Version.parse("1");
    }

    private static boolean complete(Path directory) {
        return NAMES.stream().map(directory::resolve).allMatch(Files::isExecutable);
    }
}
