package io.portico.images;

import io.portico.images.DebianPackages.DebianPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What an image has of Debian's packages: the C library and the others that executables are linked with, {@code nft}
 * and {@code conntrack}, time zones, certificates, and every package's licence. No shell, no package manager, nothing
 * setuid. The layout is merged-usr: {@code lib}, {@code lib64} and {@code sbin} are links into {@code usr}.
 */
final class DebianFiles {
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu/";
    private static final String BUNDLE = "etc/ssl/certs/ca-certificates.crt";
    private static final Pattern LIBRARY = Pattern.compile("usr/lib(64)?/(x86_64-linux-gnu/)?[^/]+\\.so(\\.[^/]*)?");
    /** Debugging aids and name services that nothing here asks for. */
    private static final Pattern UNUSED = Pattern.compile(
            LIBRARIES
                    + "(libthread_db|libpcprofile|libmemusage|libBrokenLocale|libnss_compat|libnss_hesiod|libnsl|libc_malloc_debug).*");

    private static final Pattern ZONE = Pattern.compile("usr/share/zoneinfo/(?!posix/|right/|localtime).+");
    private static final Pattern CERTIFICATE = Pattern.compile("usr/share/ca-certificates/mozilla/.+\\.crt");
    private static final Pattern LICENCE = Pattern.compile("usr/share/doc/[^/]+/copyright");
    private static final List<String> PROGRAMS = List.of("usr/sbin/nft", "usr/sbin/conntrack");

    private DebianFiles() {}

    /** The files of these packages that belong into an image. */
    static RootFiles of(List<DebianPackage> packages) throws ImageFailure, InterruptedException {
        var files = new RootFiles();
        for (var link : List.of("lib", "lib64", "bin", "sbin")) {
            files.directory("usr/" + link);
            files.link(link, "usr/" + link);
        }
        files.directory("tmp", 01777);
        files.text("etc/passwd", """
                root:x:0:0:root:/:/sbin/nologin
                nobody:x:65534:65534:nobody:/:/sbin/nologin
                portico:x:65532:65532:portico:/:/sbin/nologin
                """);
        files.text("etc/group", "root:x:0:\nnogroup:x:65534:\nportico:x:65532:\n");
        files.text("etc/nsswitch.conf", "hosts: files dns\n");
        for (var debian : packages) {
            var _ = Programs.read(
                    Path.of("/"),
                    List.of("dpkg-deb", "--fsys-tarfile", debian.file().toString()),
                    output -> {
                        add(files, output);
                        return 0;
                    });
        }
        files.gather(CERTIFICATE, BUNDLE);
        return files;
    }

    private static void add(RootFiles files, InputStream archive) throws IOException {
        try (var tar = new TarArchiveInputStream(archive)) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                var path = merged(entry.getName());
                if (entry.isDirectory() || !belongs(path)) {
                    continue;
                }
                if (entry.isSymbolicLink()) {
                    files.link(path, target(entry.getLinkName()));
                } else if (entry.isLink()) {
                    files.sameAs(path, merged(entry.getLinkName()));
                } else {
                    files.file(path, tar.readAllBytes(), (entry.getMode() & 0111) != 0);
                }
            }
        }
    }

    private static boolean belongs(String path) {
        return PROGRAMS.contains(path)
                || LICENCE.matcher(path).matches()
                || CERTIFICATE.matcher(path).matches()
                || ZONE.matcher(path).matches()
                || (LIBRARY.matcher(path).matches() && !UNUSED.matcher(path).matches());
    }

    /** {@code ./lib/x} is {@code usr/lib/x}, whichever layout the package has. */
    private static String merged(String name) {
        var path = name.startsWith("./") ? name.substring(2) : name;
        return path.matches("(lib|lib64|bin|sbin)/.*") ? "usr/" + path : path;
    }

    private static String target(String link) {
        return link.startsWith("/") ? "/" + merged(link.substring(1)) : link;
    }
}
