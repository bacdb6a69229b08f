package io.portico.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of an image, by their paths without a slash in front. */
record ArchiveFiles(Map<String, TarArchiveEntry> entries, String sbom) {
    private static final String SBOM = "usr/share/portico/sbom.cdx.json";

    private static final String SHELLS = "(.*/)?(sh|bash|dash|busybox|apt.*|dpkg.*|ldconfig|perl.*|python.*)";

    /** Holds that there is no shell, nothing setuid, nothing that anybody but root may write, and all is root's. */
    void assertHarmless() {
        assertThat(entries.keySet()).noneMatch(path -> path.matches(SHELLS));
        assertThat(entries).allSatisfy((path, entry) -> {
            if (!path.equals("tmp") && !entry.isSymbolicLink()) {
                assertThat(entry.getMode() & 07022).as(path).isZero();
            }
            assertThat(entry.getLongUserId()).as(path).isZero();
            assertThat(entry.getLongGroupId()).as(path).isZero();
        });
    }

    static ArchiveFiles of(OciArchive archive) {
        var entries = new TreeMap<String, TarArchiveEntry>();
        var sbom = "";
        for (var layer : archive.layers()) {
            try (var tar = open(layer)) {
                TarArchiveEntry entry;
                while ((entry = tar.getNextEntry()) != null) {
                    var path = entry.getName().replaceAll("^/|/$", "");
                    entries.put(path, entry);
                    if (path.equals(SBOM)) {
                        sbom = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new ArchiveFiles(entries, sbom);
    }

    private static TarArchiveInputStream open(Path layer) throws IOException {
        return new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(layer)));
    }
}
