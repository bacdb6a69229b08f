package io.portico.playground.binaries;

import io.portico.testkit.KubeBinaries;
import io.portico.testkit.Trees;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Sees to it that the machine has the binaries of a control plane; says what it does and how long that may take. */
public final class GetBinaries {
    static final String KUBERNETES = "1.36.3";
    static final String ETCD = "3.6.16";
    static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kubectl");

    /** One way to get all three into a directory. */
    interface Source {
        /** What it does and how long that may take, as a line for the user. */
        String plan();

        /** Fills the directory; throws with a sentence when it cannot. */
        void fetchInto(Path directory) throws IOException, InterruptedException;
    }

    private final PrintStream out;
    private final List<Source> sources;

    GetBinaries(PrintStream out, List<Source> sources) {
        this.out = out;
        this.sources = sources;
    }

    /** Exits with 0 when the binaries are there now. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (KubeBinaries.find().isPresent()) {
            return;
        }
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("No kube-apiserver in $KUBE_API_TEST_DIR, $KUBEBUILDER_ASSETS or ~/.kubeapitest.");
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        var target = KubeBinaries.home().resolve("k8s").resolve(KUBERNETES + "-linux-" + architecture);
        var got = new GetBinaries(
                        out,
                        List.of(
                                new OfficialDownload(
                                        URI.create("https://dl.k8s.io"),
                                        URI.create("https://github.com/etcd-io/etcd/releases/download"),
                                        architecture),
                                new GoBuild(out)))
                .into(target);
        if (!got) {
            out.println(
                    "No control plane to play with: set KUBE_API_TEST_DIR or KUBEBUILDER_ASSETS to a directory with "
                            + String.join(", ", NAMES)
                            + ", or install Go, or let this machine reach dl.k8s.io and github.com.");
            System.exit(1);
        }
    }

    /** Tries one source after the other; true as soon as the target directory is there, whole. */
    boolean into(Path target) throws InterruptedException {
        for (var source : sources) {
            out.println(source.plan());
            try {
                Files.createDirectories(target.getParent());
                var unfinished = Files.createTempDirectory(target.getParent(), ".unfinished-");
                try {
                    source.fetchInto(unfinished);
                    for (var name : NAMES) {
                        if (!unfinished.resolve(name).toFile().setExecutable(true)) {
                            throw new IOException(name + " is missing");
                        }
                    }
                    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
                    out.println("They are in " + target + " now.");
                    return true;
                } finally {
                    Trees.delete(unfinished);
                }
            } catch (IOException e) {
                out.println("  That did not work: " + e.getMessage());
            }
        }
        return false;
    }
}
