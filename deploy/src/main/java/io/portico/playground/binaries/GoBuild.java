package io.portico.playground.binaries;

import io.portico.testkit.Trees;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds the binaries from their modules, as the Go module proxy has them. Kubernetes' go.mod points at its staging
 * directories, which a module does not hold; they are published as modules of their own, v0.MINOR.PATCH.
 *
 * @param out where each program that is built is named
 */
record GoBuild(PrintStream out) implements GetBinaries.Source {
    private static final String KUBERNETES = GetBinaries.KUBERNETES;
    private static final Pattern STAGED = Pattern.compile("(k8s\\.io/[a-z0-9-]+) => \\./staging/src/");
    private static final String STAGED_VERSION = "v" + KUBERNETES.replaceFirst("^1", "0");

    @Override
    public String plan() {
        return "Building them from their Go modules: 5 to 20 minutes, by the number of processors; needs Go and 6 GB of disk.";
    }

    @Override
    public void fetchInto(Path directory) throws IOException, InterruptedException {
        var log = Files.createTempFile("portico-go-build", ".log");
        try {
            go(log, directory, "go is not installed", "version");
            var module = directory.resolve("module");
            kubernetes(log, Files.createDirectory(module), directory);
            Trees.delete(module);
            etcd(log, Files.createDirectory(module), directory);
            Trees.delete(module);
        } finally {
            Files.delete(log);
        }
    }

    private void kubernetes(Path log, Path module, Path directory) throws IOException, InterruptedException {
        Files.writeString(module.resolve("go.mod"), "module build\n");
        go(
                log,
                module,
                "k8s.io/kubernetes cannot be downloaded",
                "mod",
                "download",
                "k8s.io/kubernetes@v" + KUBERNETES);
        var cache = go(log, module, "no module cache", "env", "GOMODCACHE").strip();
        var published = Path.of(cache, "cache/download/k8s.io/kubernetes/@v/v" + KUBERNETES + ".mod");
        var text = new StringBuilder("module build\n\nrequire k8s.io/kubernetes v" + KUBERNETES + "\n\n");
        var staged = STAGED.matcher(Files.readString(published));
        while (staged.find()) {
            text.append("replace %1$s => %1$s %2$s%n".formatted(staged.group(1), STAGED_VERSION));
        }
        Files.writeString(module.resolve("go.mod"), text);
        var flags = "-s -w -X %1$sgitVersion=v%2$s -X %1$sgitMajor=1 -X %1$sgitMinor=%3$s"
                .formatted(
                        "k8s.io/component-base/version.", KUBERNETES, KUBERNETES.split("\\.", -1)[1]);
        for (var name : List.of("kube-apiserver", "kubectl")) {
            build(log, module, directory.resolve(name), flags, "k8s.io/kubernetes/cmd/" + name);
        }
    }

    private void etcd(Path log, Path module, Path directory) throws IOException, InterruptedException {
        Files.writeString(
                module.resolve("go.mod"),
                "module build\n\nrequire go.etcd.io/etcd/server/v3 v" + GetBinaries.ETCD + "\n");
        build(log, module, directory.resolve("etcd"), "-s -w", "go.etcd.io/etcd/server/v3");
    }

    private void build(Path log, Path module, Path output, String flags, String main)
            throws IOException, InterruptedException {
        out.println("  " + main);
        go(
                log,
                module,
                main + " cannot be built",
                "build",
                "-mod=mod",
                "-trimpath",
                "-ldflags=" + flags,
                "-o",
                output.toString(),
                main);
    }

    /** What `go ARGUMENTS` prints on standard output; fails with the sentence and the end of its complaints. */
    private static String go(Path log, Path directory, String sentence, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("go"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(log.toFile());
        builder.environment().put("CGO_ENABLED", "0");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(sentence, e);
        }
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            var complaints = Files.readAllLines(log);
            throw new IOException(sentence + ":\n"
                    + String.join("\n", complaints.subList(Math.max(0, complaints.size() - 10), complaints.size()))
                            .indent(4)
                            .stripTrailing());
        }
        return printed;
    }
}
