package io.portico.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A root file system in memory, tens of megabytes at most, and how it becomes a layer: root's, no bit more than 0755,
 * in the order of the paths, which have no slash in front.
 */
final class RootFiles {
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    private sealed interface Node {}

    /** A file, whose content nobody changes. */
    private static final class Kept implements Node {
        private final byte[] content;
        private final boolean executable;

        Kept(byte[] content, boolean executable) {
            this.content = content;
            this.executable = executable;
        }
    }

    private record Directory(int mode) implements Node {}

    private record Link(String target) implements Node {}

    void directory(String path) {
        directory(path, 0755);
    }

    void directory(String path, int mode) {
        put(path, new Directory(mode));
    }

    void link(String path, String target) {
        put(path, new Link(target));
    }

    /** A file; its content is not copied. */
    void file(String path, byte[] content, boolean executable) {
        put(path, new Kept(content, executable));
    }

    private void put(String path, Node node) {
        parents(path);
        nodes.put(path, node);
    }

    void text(String path, String content) {
        file(path, content.getBytes(StandardCharsets.UTF_8), false);
    }

    /** A second name of a file that is here already. */
    void sameAs(String path, String other) throws IOException {
        if (!(nodes.get(other) instanceof Kept file)) {
            throw new IOException(path + " is a link to " + other + ", which is not kept");
        }
        put(path, file);
    }

    /** Makes one file of all whose paths match, in their order; they go. */
    void gather(Pattern paths, String into) {
        var all = new ByteArrayOutputStream();
        nodes.entrySet().removeIf(entry -> {
            if (!paths.matcher(entry.getKey()).matches() || !(entry.getValue() instanceof Kept file)) {
                return false;
            }
            all.writeBytes(file.content);
            if (file.content.length > 0 && file.content[file.content.length - 1] != '\n') {
                all.write('\n');
            }
            return true;
        });
        file(into, all.toByteArray(), false);
        nodes.keySet().removeIf(this::isLeftEmpty);
    }

    private boolean isLeftEmpty(String path) {
        return nodes.get(path) instanceof Directory
                && path.startsWith("usr/share/ca-certificates")
                && nodes.tailMap(path + "/").keySet().stream()
                        .noneMatch(other -> other.startsWith(path + "/") && nodes.get(other) instanceof Kept);
    }

    private void parents(String path) {
        for (var slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            nodes.putIfAbsent(path.substring(0, slash), new Directory(0755));
        }
    }

    /** Writes them as a tar; {@code out} is left open. */
    void write(OutputStream out, Instant modified) throws IOException {
        var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (var node : nodes.entrySet()) {
            var entry = entry(node.getKey(), node.getValue());
            entry.setUserId(0);
            entry.setGroupId(0);
            entry.setUserName("");
            entry.setGroupName("");
            entry.setLastModifiedTime(FileTime.from(modified));
            tar.putArchiveEntry(entry);
            if (node.getValue() instanceof Kept file) {
                tar.write(file.content);
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
    }

    private static TarArchiveEntry entry(String path, Node node) {
        return switch (node) {
            case Directory directory -> {
                var entry = new TarArchiveEntry(path + "/");
                entry.setMode(directory.mode());
                yield entry;
            }
            case Link link -> {
                var entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
                entry.setLinkName(link.target());
                yield entry;
            }
            case Kept file -> {
                var entry = new TarArchiveEntry(path);
                entry.setMode(file.executable ? 0755 : 0644);
                entry.setSize(file.content.length);
                yield entry;
            }
        };
    }
}
