package io.portico.playground.kubelet.logs;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What containers print, in the layout of a kubelet's {@code /var/log/pods}:
 * {@code NAMESPACE_POD_UID/CONTAINER/RUN.log}, where RUN counts from 0. The present run's output and the one before it
 * are kept; an empty {@code RUN.ended} beside it says that nothing more will come.
 *
 * @param directory of all pods; nothing else lies in it
 */
public record ContainerLogs(Path directory) {
    private static final String SUFFIX = ".log";
    private static final String ENDED = ".ended";

    /** The file of one run of a container; its directory exists from now on, and files of runs long past do not. */
    public Path begin(Pod pod, String container, int run) throws IOException {
        var file = file(pod, container, run);
        var runs = Files.createDirectories(file.getParent());
        Files.deleteIfExists(runs.resolve(run - 2 + SUFFIX));
        Files.deleteIfExists(runs.resolve(run - 2 + ENDED));
        return file;
    }

    /** The file of one run of a container, whether it exists or not. */
    public Path file(Pod pod, String container, int run) {
        var metadata = pod.getMetadata();
        return directory
                .resolve(metadata.getNamespace() + "_" + metadata.getName() + "_" + metadata.getUid())
                .resolve(container)
                .resolve(run + SUFFIX);
    }

    /**
     * The runs of a container, the latest first; of the youngest pod of that name. Empty when it never ran.
     *
     * @throws IOException when the directory cannot be read
     */
    public List<Path> runs(String namespace, String pod, String container) throws IOException {
        var youngest = youngest(namespace, pod);
        if (youngest.isEmpty() || !Files.isDirectory(youngest.get().resolve(container))) {
            return List.of();
        }
        try (var files = Files.list(youngest.get().resolve(container))) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparingInt(ContainerLogs::run).reversed())
                    .toList();
        }
    }

    /** The latest run of each container of the youngest pod of that name. */
    public List<Path> runs(String namespace, String pod) throws IOException {
        var youngest = youngest(namespace, pod);
        if (youngest.isEmpty()) {
            return List.of();
        }
        var latest = new ArrayList<Path>();
        try (var containers = Files.newDirectoryStream(youngest.get())) {
            for (var container : containers) {
                latest.add(
                        runs(namespace, pod, container.getFileName().toString()).getFirst());
            }
        }
        return latest;
    }

    private Optional<Path> youngest(String namespace, String pod) throws IOException {
        try (var pods = Files.newDirectoryStream(directory, namespace + "_" + pod + "_*")) {
            Optional<Path> youngest = Optional.empty();
            for (var candidate : pods) {
                if (youngest.isEmpty()
                        || Files.getLastModifiedTime(candidate).compareTo(Files.getLastModifiedTime(youngest.get()))
                                > 0) {
                    youngest = Optional.of(candidate);
                }
            }
            return youngest;
        }
    }

    /** Whether a run has ended, and its file with it. */
    static boolean ended(Path run) {
        return Files.exists(marker(run));
    }

    /** Notes that a run has ended. */
    public static void end(Path run) throws IOException {
        Files.write(marker(run), new byte[0]);
    }

    private static Path marker(Path run) {
        return run.resolveSibling(run(run) + ENDED);
    }

    private static int run(Path file) {
        var name = file.getFileName().toString();
        return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
    }
}
