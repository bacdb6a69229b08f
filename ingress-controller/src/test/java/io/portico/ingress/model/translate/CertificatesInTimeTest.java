package io.portico.ingress.model.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.portico.ingress.ServerCertificates;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.objects.Worlds;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Time alone changes what is to be said of a certificate, and the table knows when it will. */
class CertificatesInTimeTest {
    private static final NamespacedName SECRET = new NamespacedName("shop", "web");
    private static final Settings SETTINGS = Settings.DEFAULT;
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final ServerCertificate certificate = ServerCertificates.selfSigned("EC", "shop.example");

    @Test
    void an_expired_certificate_is_told_from_its_last_moment_on() {
        var end = certificate.notAfter();
        var valid = table(end, new CertificateSource.Usable(certificate));
        assertThat(valid.allProblems()).isEmpty();
        assertThat(valid.changesAt())
                .hasValueSatisfying(moment -> assertThat(moment).isBetween(end, end.plusSeconds(1)));

        var expired = table(valid.changesAt().orElseThrow(), new CertificateSource.Usable(certificate));
        assertThat(expired.allProblems()).extracting(Problem::reason).containsExactly("CertificateExpired");
        assertThat(expired.allProblems().getFirst().message())
                .contains("spec.tls[0].secretName: Secret shop/web has a certificate that ended at " + end);
        assertThat(expired.changesAt()).isEmpty();
        assertThat(expired.table().certificates().forHost("shop.example")).isEqualTo(certificate);
    }

    @Test
    void a_certificate_of_tomorrow_is_told_until_it_begins() {
        var begin = certificate.notBefore();
        var early = table(begin.minusSeconds(60), new CertificateSource.Usable(certificate));
        assertThat(early.allProblems()).extracting(Problem::reason).containsExactly("CertificateNotYetValid");
        assertThat(early.changesAt()).contains(begin);
        assertThat(table(begin, new CertificateSource.Usable(certificate)).allProblems())
                .isEmpty();
    }

    @Test
    void a_secret_that_an_issuer_is_to_write_is_missed_after_five_minutes_only() {
        var missing = new CertificateSource.Missing(NOW);
        var early = table(NOW.plusSeconds(299), missing, "cert-manager.io/issuer");
        assertThat(early.allProblems()).isEmpty();
        assertThat(early.table().certificates().expects("shop.example")).isTrue();
        assertThat(early.changesAt()).contains(NOW.plus(Duration.ofMinutes(5)));
        assertThat(early.table().certificates().whyDefault("shop.example")).isNotNull();

        var late = table(NOW.plusSeconds(300), missing, "cert-manager.io/issuer");
        assertThat(late.allProblems()).extracting(Problem::reason).containsExactly("MissingSecret");
        assertThat(late.table().certificates().expects("shop.example")).isFalse();
        assertThat(table(NOW, missing).allProblems())
                .extracting(Problem::reason)
                .containsExactly("MissingSecret");
    }

    @Test
    void a_host_that_waits_for_its_secret_keeps_a_certificate_that_covered_it() {
        var before = table(NOW, new CertificateSource.Usable(certificate));
        var waiting = table(NOW, new CertificateSource.Unread());
        assertThat(waiting.table().certificates().waits("shop.example")).isTrue();
        assertThat(waiting.allProblems()).isEmpty();
        assertThat(waiting.table().certificates().whyDefault()).isEmpty();

        var kept = Translation.of(world(new CertificateSource.Unread()), NOW, before)
                .table()
                .certificates();
        assertThat(kept.waits("shop.example")).isFalse();
        assertThat(kept.forHost("shop.example")).isEqualTo(certificate);
    }

    private static Translation table(Instant now, CertificateSource source, String... annotations) {
        return Translation.of(world(source, annotations), SETTINGS, now);
    }

    private static World world(CertificateSource source, String... annotations) {
        var ingress = new IngressBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withAnnotations(annotations.length == 0 ? null : Map.of(annotations[0], "kube-ca"))
                .endMetadata()
                .withNewSpec()
                .withIngressClassName("portico")
                .addNewTl()
                .withHosts("shop.example")
                .withSecretName(SECRET.name())
                .endTl()
                .addNewRule()
                .withHost("shop.example")
                .endRule()
                .endSpec()
                .build();
        return Worlds.of(List.of(ourClass(), ingress), Map.of(SECRET, source));
    }

    private static IngressClass ourClass() {
        return new IngressClassBuilder()
                .withNewMetadata()
                .withName("portico")
                .endMetadata()
                .withNewSpec()
                .withController("portico.io/ingress-controller")
                .endSpec()
                .build();
    }
}
