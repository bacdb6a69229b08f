package io.portico.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.playground.Kubectl;
import io.portico.playground.Nodes;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.Commands;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeApi.Options;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The archives that {@code ./mvnw package -Dimages} or {@code deploy/images} has left in {@code target/images}, as they
 * are shipped: opened, and run by podman and crun as the chart has them run.
 */
@Requires({Need.KUBE_API, Need.NFT, Need.PODMAN})
class ImageIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofMinutes(2);

    private static Path directory;

    private static ClusterNetwork network;
    private static KubeApi api;
    private static Podman podman;

    record Shipped(Path file, String service, OciArchive archive) {
        @Override
        public String toString() {
            return file.getFileName().toString();
        }
    }

    static Stream<Shipped> archives() throws IOException {
        try (var files = Files.newDirectoryStream(Archives.directory(ROOT), "*" + Archives.ENDING)) {
            var archives = Stream.<Shipped>builder();
            for (var file : files) {
                var archive = OciArchive.open(file, Files.createTempDirectory(directory, "layout"));
                var name = archive.reference();
                archives.add(
                        new Shipped(file, name.substring(name.lastIndexOf('/') + 1, name.lastIndexOf(':')), archive));
            }
            return archives.build();
        }
    }

    @BeforeAll
    static void there_is_a_cluster() throws IOException {
        assumeThat(Archives.directory(ROOT))
                .as("./mvnw package -Dimages makes the archives")
                .isDirectoryContaining("glob:**.oci.tar");
        directory = Files.createTempDirectory("shipped");
        network = ClusterNetwork.create("node-a");
        api = KubeApi.start(new Options(ClusterNetwork.CONTROL_PLANE, Options.DEFAULT.serviceCidrs(), List.of()));
        podman = new Podman(directory);
        api.admin().resource(Nodes.of(network.node("node-a"))).create();
        var applied = new Kubectl(api, directory)
                .run("apply", "-f", ROOT.resolve("deploy/quickstart.yaml").toString());
        assertThat(applied.succeeded()).as(applied.output()).isTrue();
    }

    @AfterAll
    static void there_is_none() {
        if (api != null) {
            api.close();
        }
        if (network != null) {
            network.close();
        }
        if (directory != null) {
            var _ = Commands.run(List.of("rm", "-rf", directory.toString()));
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void it_holds_what_it_needs_and_no_more(Shipped shipped) throws Exception {
        var files = ArchiveFiles.of(shipped.archive);
        var entrypoint = shipped.archive.entrypoint().getFirst().substring(1);
        assertThat(files.entries().get(entrypoint).getMode() & 0111)
                .as(entrypoint)
                .isEqualTo(0111);
        files.assertHarmless();
        var chart = ShippedPod.of(shipped.service, network.node("node-a"));
        var user = chart.options(chart.container(), "image", api, directory).get(1);
        assertThat(shipped.archive.user()).as("the chart's user").isEqualTo(user);
    }

    @ParameterizedTest
    @MethodSource("archives")
    void it_says_what_it_is(Shipped shipped) throws Exception {
        var prefix = "org.opencontainers.image.";
        assertThat(shipped.archive.label(prefix + "title")).hasValue("portico-" + shipped.service);
        assertThat(shipped.archive.label(prefix + "licenses")).hasValue("Apache-2.0");
        assertThat(shipped.archive.label(prefix + "created")).hasValue("2026-01-01T00:00:00Z");
        assertThat(shipped.archive.label(prefix + "revision").orElseThrow()).matches("[0-9a-f]{40}(-dirty)?");
        assertThat(shipped.file.getFileName().toString())
                .startsWith(shipped.service + "-"
                        + shipped.archive.label(prefix + "version").orElseThrow());
        var beside = Archives.billOf(shipped.file);
        assertThat(ArchiveFiles.of(shipped.archive).sbom()).isEqualTo(Files.readString(beside));
        assertThat(JSON.readTree(beside.toFile()).get("components"))
                .extracting(component -> component.path("purl").asText())
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.netty/netty-handler@"))
                .anyMatch(purl -> purl.matches("pkg:deb/[a-z]+/libc6@.*"));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void it_starts_as_the_chart_has_it_and_ends_when_told(Shipped shipped) throws Exception {
        var node = network.node("node-a");
        var chart = ShippedPod.of(shipped.service, node);
        var image = podman.load(shipped.file);
        var log = directory.resolve(shipped + ".log");
        for (var init : chart.initContainers()) {
            var process = podman.run(node.namespace(), "init", chart.options(init, image, api, directory), log);
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
        var name = "shipped-" + shipped.service;
        var process = podman.run(node.namespace(), name, chart.options(chart.container(), image, api, directory), log);
        try {
            await().atMost(SOON).until(() -> !process.isAlive() || isReady(chart.readiness()));
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            if (shipped.service.equals("node-proxy")) {
                programs_a_table(node);
            }
            podman.kill(name, "TERM");
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isIn(0, 143);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void programs_a_table(ClusterNetwork.Node node) {
        var service = api.admin()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("shipped")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        var slice = api.admin()
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withName("shipped")
                        .withNamespace("default")
                        .addToLabels("kubernetes.io/service-name", "shipped")
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewPort()
                        .withPort(8080)
                        .endPort()
                        .addNewEndpoint()
                        .withAddresses("10.244.1.9")
                        .endEndpoint()
                        .build())
                .create();
        try {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.namespace().run("nft", "list", "ruleset"))
                            .contains(service.getSpec().getClusterIP(), "10.244.1.9"));
        } finally {
            api.admin().resource(slice).delete();
            api.admin().resource(service).delete();
        }
    }

    private static boolean isReady(String url) throws InterruptedException {
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
