package io.portico.playground.binaries;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds the binaries from their modules, as the Go module proxy has them. Kubernetes' go.mod points at its staging
 * directories, which a module does not hold; they are published as modules of their own, v0.MINOR.PATCH.
 */
final class GoBuild implements GetBinaries.Source {
    private static final Pattern STAGED = Pattern.compile("(k8s\\.io/[a-z0-9-]+) => \\./staging/src/");
    private static final String STAGED_VERSION = "v" + GetBinaries.KUBERNETES.replaceFirst("^1", "0");

    @Override
    public String plan() {
        return "Building them from their Go modules: 5 to 20 minutes, by the number of processors; needs Go and 6 GB of disk.";
    }

    @Override
    public void fetchInto(Path directory) throws IOException, InterruptedException {
        if (run(directory, "go", "version") != 0) {
            throw new IOException("go is not installed");
        }
        var module = Files.createDirectory(directory.resolve("module"));
        kubernetes(module, directory);
        Trees.delete(module);
        Files.createDirectory(module);
        Files.writeString(
                module.resolve("go.mod"),
                "module build\n\nrequire go.etcd.io/etcd/server/v3 v" + GetBinaries.ETCD + "\n");
        build(module, directory.resolve("etcd"), "", "go.etcd.io/etcd/server/v3");
        Trees.delete(module);
    }

    private static void kubernetes(Path module, Path directory) throws IOException, InterruptedException {
        var goMod = Files.writeString(module.resolve("go.mod"), "module build\n");
        var kubernetes = "k8s.io/kubernetes@v" + GetBinaries.KUBERNETES;
        require(run(module, "go", "mod", "download", kubernetes), "k8s.io/kubernetes cannot be downloaded");
        var text = new StringBuilder("module build\n\nrequire k8s.io/kubernetes v" + GetBinaries.KUBERNETES + "\n\n");
        var staged = STAGED.matcher(Files.readString(moduleCache(module)
                .resolve("cache/download/k8s.io/kubernetes/@v/v" + GetBinaries.KUBERNETES + ".mod")));
        while (staged.find()) {
            text.append("replace %1$s => %1$s %2$s%n".formatted(staged.group(1), STAGED_VERSION));
        }
        Files.writeString(goMod, text);
        var version = "k8s.io/component-base/version.";
        var flags = "-s -w -X %1$sgitVersion=v%2$s -X %1$sgitMajor=1 -X %1$sgitMinor=%3$s"
                .formatted(
                        version, GetBinaries.KUBERNETES, GetBinaries.KUBERNETES.split("\\.", -1)[1]);
        for (var name : List.of("kube-apiserver", "kubectl")) {
            build(module, directory.resolve(name), flags, "k8s.io/kubernetes/cmd/" + name);
        }
    }

    private static void build(Path module, Path output, String flags, String main)
            throws IOException, InterruptedException {
        require(
                run(module, "go", "build", "-mod=mod", "-trimpath", "-ldflags=" + flags, "-o", output.toString(), main),
                main + " cannot be built");
    }

    private static Path moduleCache(Path module) throws IOException, InterruptedException {
        var process = new ProcessBuilder("go", "env", "GOMODCACHE")
                .directory(module.toFile())
                .start();
        var path = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        require(process.waitFor(), "go env");
        return Path.of(path.strip());
    }

    private static void require(int exitCode, String sentence) throws IOException {
        if (exitCode != 0) {
            throw new IOException(sentence);
        }
    }

    /** Its output goes where ours does; -1 where there is no such command. */
    private static int run(Path directory, String... command) throws InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CGO_ENABLED", "0");
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
