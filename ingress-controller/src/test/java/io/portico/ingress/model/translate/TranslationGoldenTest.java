package io.portico.ingress.model.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.ingress.ServerCertificates;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.objects.IngressReader;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.objects.Worlds;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Golden;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects in ({@code translate/BEHAVIOUR.yaml}), printed table out ({@code translate/BEHAVIOUR.txt}). A Secret in there
 * has {@code stringData.names} (its certificate's DNS names) or {@code stringData.fault}; any other is missing.
 */
class TranslationGoldenTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<String> behaviours() {
        return Golden.behaviours("translate");
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void a_world_becomes_the_expected_table(String behaviour) {
        var objects = Arrays.stream(
                        Golden.read("translate/" + behaviour + ".yaml").split("(?m)^---\n"))
                .filter(text -> !text.isBlank())
                .map(text -> (HasMetadata) YAML.unmarshal(text))
                .toList();
        var translation = Translation.of(world(objects), Settings.DEFAULT, Instant.now());
        var whyDefault = new StringBuilder("when the default certificate is served:\n");
        translation
                .table()
                .certificates()
                .whyDefault()
                .forEach((host, problem) -> whyDefault
                        .append("- ")
                        .append(host)
                        .append(": ")
                        .append(problem.message())
                        .append('\n'));
        Golden.assertMatches(
                "translate/" + behaviour + ".txt",
                (translation + whyDefault.toString())
                        .replaceAll("sha256:[0-9a-f]+", "sha256:…")
                        .replaceAll("until 2\\S+", "until …"));
    }

    private static World world(List<HasMetadata> objects) {
        var secrets = new HashMap<NamespacedName, CertificateSource>();
        only(objects, Ingress.class)
                .forEach(ingress -> IngressReader.read(ingress)
                        .tls()
                        .forEach(entry -> entry.secret()
                                .ifPresent(
                                        secret -> secrets.put(secret, new CertificateSource.Missing(Instant.EPOCH)))));
        for (var secret : only(objects, Secret.class)) {
            var ref = new NamespacedName(
                    secret.getMetadata().getNamespace(), secret.getMetadata().getName());
            var fault = secret.getStringData().get("fault");
            secrets.put(
                    ref,
                    fault != null
                            ? new CertificateSource.Broken(fault, Optional.empty())
                            : new CertificateSource.Usable(certificate(
                                    ref, secret.getStringData().get("names").split(",", -1))));
        }
        return Worlds.of(objects, secrets);
    }

    private static ServerCertificate certificate(NamespacedName origin, String... names) {
        var made = ServerCertificates.selfSigned("EC", names);
        return new ServerCertificate(origin.toString(), made.chain(), made.key(), made.names(), made.fingerprint());
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
