package io.portico.playground.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.portico.testkit.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetBinariesTest {
    private final Map<String, byte[]> published = new HashMap<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void publish() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = published.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        for (var name : List.of("kube-apiserver", "kubectl")) {
            var path = "/v" + GetBinaries.KUBERNETES + "/bin/linux/amd64/" + name;
            published.put(path, name.getBytes(StandardCharsets.UTF_8));
            published.put(path + ".sha256", sha256(published.get(path)).getBytes(StandardCharsets.UTF_8));
        }
        var folder = "etcd-v" + GetBinaries.ETCD + "-linux-amd64";
        Files.createDirectories(directory.resolve("release").resolve(folder));
        Files.writeString(directory.resolve("release").resolve(folder).resolve("etcd"), "etcd");
        Commands.run(List.of("tar", "-czf", directory + "/etcd.tar.gz", "-C", directory + "/release", folder));
        var archive = Files.readAllBytes(directory.resolve("etcd.tar.gz"));
        var release = "/v" + GetBinaries.ETCD + "/";
        published.put(release + folder + ".tar.gz", archive);
        published.put(
                release + "SHA256SUMS",
                (sha256(archive) + "  " + folder + ".tar.gz\n").getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void the_official_release_is_checked_unpacked_and_executable() throws Exception {
        var target = directory.resolve("k8s/1");
        assertThat(get(target)).isTrue();
        for (var name : GetBinaries.NAMES) {
            assertThat(target.resolve(name)).isExecutable().hasContent(name);
        }
    }

    @Test
    void a_file_that_is_not_what_was_published_is_refused_and_leaves_nothing() throws Exception {
        published.put(
                "/v" + GetBinaries.KUBERNETES + "/bin/linux/amd64/kubectl", "evil".getBytes(StandardCharsets.UTF_8));
        assertThat(get(directory.resolve("k8s/1"))).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("kubectl has SHA-256", "published is");
        assertThat(directory.resolve("k8s")).isEmptyDirectory();
    }

    @Test
    void a_host_that_cannot_be_reached_is_named_and_the_next_source_is_tried() throws Exception {
        server.stop(0);
        var target = directory.resolve("k8s/1");
        var second = new GetBinaries.Source() {
            @Override
            public String plan() {
                return "Second.";
            }

            @Override
            public void fetchInto(Path into) throws IOException {
                for (var name : GetBinaries.NAMES) {
                    Files.writeString(into.resolve(name), "second");
                }
            }
        };
        assertThat(new GetBinaries(print(), List.of(official(), second)).into(target))
                .isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("cannot be reached", "Second.");
        assertThat(target.resolve("etcd")).isExecutable();
    }

    private boolean get(Path target) throws InterruptedException {
        return new GetBinaries(print(), List.of(official())).into(target);
    }

    private OfficialDownload official() {
        var address = URI.create("http://localhost:" + server.getAddress().getPort());
        return new OfficialDownload(address, address, "amd64");
    }

    private PrintStream print() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
