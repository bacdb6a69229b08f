package io.portico.images;

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
