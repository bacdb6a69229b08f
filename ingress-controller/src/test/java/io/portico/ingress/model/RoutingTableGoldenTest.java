package io.portico.ingress.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.ingress.TestAuthority;
import io.portico.ingress.model.build.RoutingTables;
import io.portico.ingress.model.build.Settings;
import io.portico.ingress.model.build.World;
import io.portico.testkit.Golden;
import io.portico.testkit.PureModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects in ({@code model/BEHAVIOUR.yaml}), printed table out ({@code model/BEHAVIOUR.txt}). A Secret in there has
 * {@code stringData.names} (its certificate's DNS names) or {@code stringData.fault}; any other is missing.
 */
class RoutingTableGoldenTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Stream<String> behaviours() throws java.io.IOException {
        try (var files = Files.list(Path.of("src/test/resources/model"))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void a_world_becomes_the_expected_table(String behaviour) {
        var objects = Arrays.stream(Golden.read("model/" + behaviour + ".yaml").split("(?m)^---\n"))
                .filter(text -> !text.isBlank())
                .map(text -> (HasMetadata) YAML.unmarshal(text))
                .toList();
        var table = RoutingTables.build(world(objects), Settings.DEFAULT);
        var whyDefault = new StringBuilder("when the default certificate is served:\n");
        new java.util.TreeMap<>(table.certificates().whyDefault())
                .forEach((host, problem) -> whyDefault
                        .append("- ")
                        .append(host)
                        .append(": ")
                        .append(problem.message())
                        .append('\n'));
        Golden.assertMatches(
                "model/" + behaviour + ".txt",
                (table + whyDefault.toString())
                        .replaceAll("sha256:[0-9a-f]+", "sha256:…")
                        .replaceAll("until 2\\S+", "until …"));
    }

    @Test
    void the_model_is_pure() {
        PureModel.assertPure("io.portico.ingress");
    }

    private static World world(List<HasMetadata> objects) {
        var secrets = new HashMap<SecretRef, CertificateSource>();
        var world = world(objects, secrets);
        RoutingTables.secretsNeeded(world, Settings.DEFAULT)
                .forEach(secret -> secrets.put(secret, new CertificateSource.Missing(Instant.EPOCH)));
        for (var secret : only(objects, Secret.class)) {
            var ref = new SecretRef(
                    secret.getMetadata().getNamespace(), secret.getMetadata().getName());
            var fault = secret.getStringData().get("fault");
            secrets.put(
                    ref,
                    fault != null
                            ? new CertificateSource.Broken(fault, Optional.empty())
                            : new CertificateSource.Usable(certificate(
                                    ref, secret.getStringData().get("names").split(",", -1))));
        }
        return world(objects, secrets);
    }

    private static ServerCertificate certificate(SecretRef origin, String... names) {
        var made = TestAuthority.serverCertificate("EC", names);
        return new ServerCertificate(origin.toString(), made.chain(), made.key(), made.names(), made.fingerprint());
    }

    private static World world(List<HasMetadata> objects, Map<SecretRef, CertificateSource> secrets) {
        return World.of(
                Instant.now(),
                only(objects, IngressClass.class),
                only(objects, Ingress.class),
                only(objects, Service.class),
                only(objects, EndpointSlice.class),
                secrets);
    }

    private static <T> List<T> only(List<HasMetadata> objects, Class<T> kind) {
        var found = new ArrayList<T>();
        for (var object : objects) {
            if (kind.isInstance(object)) {
                found.add(kind.cast(object));
            }
        }
        return found;
    }
}
