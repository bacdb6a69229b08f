package io.portico.playground.binaries;

import io.portico.testkit.Commands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The projects' own releases, each checked against the SHA-256 that is published beside it.
 *
 * @param kubernetes such as {@code https://dl.k8s.io}
 * @param etcd such as {@code https://github.com/etcd-io/etcd/releases/download}
 * @param architecture amd64 or arm64
 */
record OfficialDownload(URI kubernetes, URI etcd, String architecture) implements GetBinaries.Source {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofMinutes(10);

    @Override
    public String plan() {
        return "Downloading kube-apiserver and kubectl %s from %s and etcd %s from %s: about 170 MB, a minute or a few."
                .formatted(GetBinaries.KUBERNETES, kubernetes.getHost(), GetBinaries.ETCD, etcd.getHost());
    }

    @Override
    public void fetchInto(Path directory) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            for (var name : List.of("kube-apiserver", "kubectl")) {
                var from = "%s/v%s/bin/linux/%s/%s".formatted(kubernetes, GetBinaries.KUBERNETES, architecture, name);
                var published = text(client, from + ".sha256").strip();
                fetch(client, from, directory.resolve(name), published);
            }
            var folder = "etcd-v%s-linux-%s".formatted(GetBinaries.ETCD, architecture);
            var release = "%s/v%s/".formatted(etcd, GetBinaries.ETCD);
            var archive = directory.resolve("etcd.tar.gz");
            fetch(
                    client,
                    release + folder + ".tar.gz",
                    archive,
                    sum(text(client, release + "SHA256SUMS"), folder + ".tar.gz"));
            var unpacked = Commands.attempt(List.of(
                    "tar",
                    "-xzf",
                    archive.toString(),
                    "-C",
                    directory.toString(),
                    "--strip-components=1",
                    folder + "/etcd"));
            if (!unpacked.succeeded()) {
                throw new IOException("tar: " + unpacked.output().strip());
            }
            Files.delete(archive);
        }
    }

    private static String sum(String sums, String file) throws IOException {
        return sums.lines()
                .filter(line -> line.endsWith(file))
                .map(line -> line.replaceFirst("\\s.*", ""))
                .findFirst()
                .orElseThrow(() -> new IOException("no checksum of " + file + " is published"));
    }

    private static String text(HttpClient client, String from) throws IOException, InterruptedException {
        return send(client, from, HttpResponse.BodyHandlers.ofString());
    }

    private static void fetch(HttpClient client, String from, Path file, String published)
            throws IOException, InterruptedException {
        var _ = send(client, from, HttpResponse.BodyHandlers.ofFile(file));
        var found = sha256(file);
        if (!found.equals(published)) {
            throw new IOException("%s has SHA-256 %s, published is %s".formatted(from, found, published));
        }
    }

    private static <T> T send(HttpClient client, String from, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        try {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(from)).timeout(WHOLE).build(), body);
            if (response.statusCode() != 200) {
                throw new IOException(from + " answers " + response.statusCode());
            }
            return response.body();
        } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
            throw new IOException(URI.create(from).getHost() + " cannot be reached", e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
