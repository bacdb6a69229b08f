package io.portico.ingress.model.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.ServerCertificates;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever has happened to a world, what follows from it is the same as from nothing. */
class TranslationHistoriesTest {
    private static final int HISTORIES = 40;
    private static final int STEPS = 60;
    private static final List<String> HOSTS =
            List.of("", "a.example", "b.example", "*.example", "*.a.example", "x.a.example", "not valid", "c.example");
    private static final List<String> NAMES = List.of("one", "two", "three", "four");
    private static final List<String> ANNOTATIONS = List.of(
            "",
            "",
            "",
            "nginx.ingress.kubernetes.io/ssl-redirect: \"false\"",
            "nginx.ingress.kubernetes.io/auth-type: basic",
            "kubernetes.io/ingress.class: portico",
            "cert-manager.io/issuer: somebody");
    private static final Settings SETTINGS = new Settings(
            "shop",
            "portico",
            "one",
            Optional.of(new NamespacedName("shop", "four")),
            "two",
            List.of(),
            80,
            443,
            Settings.DEFAULT.upstream());

    private final List<ServerCertificate> certificates = List.of(
            ServerCertificates.selfSigned("EC", "a.example", "b.example"),
            ServerCertificates.selfSigned("EC", "*.a.example"),
            ServerCertificates.selfSigned("EC", "*.example"));

    @Test
    void a_translation_after_many_changes_equals_one_from_nothing() {
        var seeds = new Random();
        for (var i = 0; i < HISTORIES; i++) {
            history(seeds.nextLong());
        }
    }

    private void history(long seed) {
        var random = new Random(seed);
        var world = World.EMPTY;
        var now = Instant.parse("2026-01-01T12:00:00Z");
        // Hosts of Secrets that are not read yet keep what they had before, which is history's; that has its own test.
        for (var name : NAMES) {
            world = world.withSecret(new NamespacedName("shop", name), new CertificateSource.Missing(now));
        }
        var translation = Translation.nothing(SETTINGS);
        for (var step = 0; step < STEPS; step++) {
            for (var i = random.nextInt(4); i >= 0; i--) {
                world = change(world, random, now);
            }
            now = random.nextInt(10) == 0
                    ? certificates.get(random.nextInt(3)).notAfter().plusSeconds(random.nextInt(3) - 1)
                    : now.plus(Duration.ofSeconds(random.nextInt(200)));
            if (random.nextInt(20) == 0) {
                now = Instant.parse("2026-01-01T12:00:00Z");
            }
            translation = Translation.of(world, now, translation);
            var fromNothing = Translation.of(world, SETTINGS, now);
            var words = "seed %d, step %d".formatted(seed, step);
            assertThat(translation.toString()).as(words).isEqualTo(fromNothing.toString());
            assertThat(translation.table().certificates().whyDefault())
                    .as(words)
                    .isEqualTo(fromNothing.table().certificates().whyDefault());
            assertThat(translation.changesAt()).as(words).isEqualTo(fromNothing.changesAt());
            assertThat(translation.statuses().addresses())
                    .as(words)
                    .isEqualTo(fromNothing.statuses().addresses());
            assertThat(translation.statuses().ours().keys())
                    .as(words)
                    .isEqualTo(fromNothing.statuses().ours().keys());
            assertThat(translation.table().upstreams().keys())
                    .as(words)
                    .isEqualTo(fromNothing.table().upstreams().keys());
            for (var name : NAMES) {
                var secret = new NamespacedName("shop", name);
                assertThat(translation.needs(secret)).as(words).isEqualTo(fromNothing.needs(secret));
            }
        }
    }

    private World change(World world, Random random, Instant now) {
        var name = one(NAMES, random);
        var key = new NamespacedName("shop", name);
        return switch (random.nextInt(12)) {
            case 0 -> world.withIngress(key, null);
            case 1 -> random.nextInt(3) == 0 ? world.withClass("portico", null) : TestCluster.withClass(world);
            case 2 -> world.withService(key, null);
            case 3 -> TestCluster.withService(world, name);
            case 4 ->
                TestCluster.with(world, """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: %s, namespace: shop}
                    spec: {ports: [{name: other, port: 81}, {port: 80}], type: %s}
                    """.formatted(name, random.nextInt(4) == 0 ? "ExternalName" : "ClusterIP"));
            case 5 -> world.withSlice(key, name + "-1", null);
            case 6 -> TestCluster.withSlice(world, name, "10.0.0." + (1 + random.nextInt(5)));
            case 7, 8 -> world.withSecret(key, source(random, now));
            default -> TestCluster.with(world, ingress(name, random));
        };
    }

    private CertificateSource source(Random random, Instant now) {
        return switch (random.nextInt(5)) {
            case 0 -> new CertificateSource.Missing(now.minusSeconds(random.nextInt(600)));
            case 1 -> new CertificateSource.Refused("forbidden");
            case 2 ->
                new CertificateSource.Broken(
                        "has no tls.key",
                        random.nextBoolean() ? Optional.of(one(certificates, random)) : Optional.empty());
            default -> new CertificateSource.Usable(one(certificates, random));
        };
    }

    private static String ingress(String name, Random random) {
        var rules = new ArrayList<String>();
        IntStream.range(0, random.nextInt(4))
                .forEach(_ -> rules.add("{host: \"%s\", http: {paths: [%s]}}"
                        .formatted(
                                one(HOSTS, random),
                                String.join(
                                        ", ",
                                        IntStream.range(0, random.nextInt(3))
                                                .mapToObj(_ -> path(random))
                                                .toList()))));
        var tls = new ArrayList<String>();
        IntStream.range(0, random.nextInt(3))
                .forEach(_ -> tls.add("{hosts: [%s]%s}"
                        .formatted(
                                random.nextInt(4) == 0
                                        ? ""
                                        : "\"" + HOSTS.get(1 + random.nextInt(5)) + "\", \""
                                                + HOSTS.get(1 + random.nextInt(5)) + "\"",
                                random.nextInt(5) == 0 ? "" : ", secretName: " + one(NAMES, random))));
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                  namespace: shop
                  uid: uid-%1$s
                  creationTimestamp: "2026-01-01T1%d:00:00Z"
                  annotations: {%s}
                spec:
                  %s
                  tls: [%s]
                  rules: [%s]
                  %s
                """.formatted(
                        name,
                        random.nextInt(3),
                        one(ANNOTATIONS, random),
                        random.nextInt(5) == 0 ? "" : "ingressClassName: portico",
                        String.join(", ", tls),
                        String.join(", ", rules),
                        random.nextInt(3) == 0 ? "defaultBackend: " + backend(random) : "");
    }

    private static String path(Random random) {
        return "{path: \"%s\", pathType: %s, backend: %s}"
                .formatted(
                        one(List.of("/", "/a", "/a/", "/b(.*)", "a", "/a/b"), random),
                        random.nextBoolean() ? "Prefix" : "Exact",
                        backend(random));
    }

    private static String backend(Random random) {
        return "{service: {name: %s, port: {%s}}}"
                .formatted(
                        one(NAMES, random), one(List.of("number: 80", "number: 81", "name: http", "name: x"), random));
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
