package io.portico.playground.kubelet.content;

import io.portico.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A volume's directory in a kubelet's layout: each file is a link through {@code ..data} to a directory that holds one
 * state of all files, so that a change shows all at once.
 */
final class VolumeDirectory {
    private static final String DATA = "..data";

    private final Path directory;
    private Map<String, byte[]> shown = Map.of();
    private int state;

    /** Makes the directory; empty. */
    VolumeDirectory(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /** Shows these files, by their paths in it, instead of the earlier ones; nothing where they are the same. */
    void show(Map<String, byte[]> files) throws IOException {
        if (state > 0 && same(files, shown)) {
            return;
        }
        var before = directory.resolve(".." + state);
        state++;
        var next = Files.createDirectories(directory.resolve(".." + state));
        for (var file : files.entrySet()) {
            var path = next.resolve(file.getKey()).normalize();
            if (!path.startsWith(next) || path.equals(next)) {
                throw new IllegalArgumentException("the path \"" + file.getKey() + "\" leads out of the volume");
            }
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        var link = directory.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, next.getFileName());
        Files.move(link, directory.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        link(tops(files), tops(shown));
        if (Files.exists(before)) {
            Trees.delete(before);
        }
        shown = Map.copyOf(files);
    }

    private void link(Set<String> now, Set<String> before) throws IOException {
        for (var name : now) {
            if (!before.contains(name)) {
                Files.createSymbolicLink(directory.resolve(name), Path.of(DATA, name));
            }
        }
        for (var name : before) {
            if (!now.contains(name)) {
                Files.deleteIfExists(directory.resolve(name));
            }
        }
    }

    private static Set<String> tops(Map<String, byte[]> files) {
        var tops = new HashSet<String>();
        files.keySet().forEach(path -> tops.add(Path.of(path).getName(0).toString()));
        return tops;
    }

    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(file -> Arrays.equals(file.getValue(), other.get(file.getKey())));
    }
}
