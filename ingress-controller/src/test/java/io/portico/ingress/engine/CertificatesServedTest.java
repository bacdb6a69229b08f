package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.ingress.ServerCertificates;
import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.certificates.HostCertificate;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.certificates.Speaker;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class CertificatesServedTest {
    private static final String REASON = "the host is not in spec.tls";

    private final Traffic traffic;
    private final ServerCertificate ec = ServerCertificates.selfSigned("EC", "shop.example");
    private final ServerCertificate rsa = ServerCertificates.selfSigned("RSA", "*.rsa.example");

    CertificatesServedTest(TestedEngine engine) {
        this.traffic = new Traffic(engine);
    }

    @AfterEach
    void stop() {
        traffic.close();
    }

    @Test
    void each_host_is_shown_its_own_certificate_over_tls_1_2_and_1_3() {
        serve(Map.of("shop.example", ec, "*.rsa.example", rsa));
        for (var protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            assertThat(traffic.shownTo("shop.example", protocol)).isEqualTo(leaf(ec));
            assertThat(traffic.shownTo("SHOP.example", protocol)).isEqualTo(leaf(ec));
            assertThat(traffic.shownTo("a.rsa.example", protocol)).isEqualTo(leaf(rsa));
            assertSelfMade("a.b.rsa.example", protocol);
            assertSelfMade("", protocol);
        }
    }

    @Test
    void a_new_certificate_is_shown_at_the_next_handshake() {
        serve(Map.of("shop.example", ec));
        assertThat(traffic.shownTo("shop.example")).isEqualTo(leaf(ec));
        var renewed = ServerCertificates.selfSigned("RSA", "shop.example");
        serve(Map.of("shop.example", renewed));
        assertThat(traffic.shownTo("shop.example")).isEqualTo(leaf(renewed));
    }

    @Test
    void the_configured_default_certificate_goes_before_the_self_made_one() {
        var configured = ServerCertificates.selfSigned("RSA", "default.example");
        traffic.serve(Certificates.NONE.withFallback(Optional.of(configured), false));
        assertThat(traffic.shownTo("shop.example")).isEqualTo(leaf(configured));
        assertThat(traffic.shownTo("")).isEqualTo(leaf(configured));
    }

    @Test
    void showing_the_default_certificate_for_a_host_with_a_rule_is_reported_once_and_counted_always() {
        traffic.serve(own("shop.example", ec).with("kibana.example", passedOver("kibana.example", false, false)));
        traffic.shownTo("shop.example");
        traffic.shownTo("of-a-scanner.example");
        assertThat(traffic.reports).isEmpty();

        for (var i = 0; i < 3; i++) {
            assertSelfMade("kibana.example", "TLSv1.3");
        }
        assertThat(traffic.reports)
                .containsExactly(new Problem(
                        Traffic.ingress("web"),
                        "DefaultCertificateServed",
                        "a client of https://kibana.example was shown the default certificate: " + REASON));
        assertThat(traffic.metrics
                        .get("portico_ingress_default_certificate_served_total")
                        .tag("host", "kibana.example")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void a_host_that_waits_for_its_secret_is_refused_and_nobody_is_alarmed() {
        traffic.serve(own("shop.example", ec)
                .with("late.example", passedOver("late.example", true, false))
                .with("*.late.example", passedOver("*.late.example", true, false)));
        for (var host : List.of("late.example", "a.late.example")) {
            assertThatThrownBy(() -> traffic.shownTo(host)).hasMessageContaining("handshake_failure");
        }
        assertThat(traffic.shownTo("shop.example")).isEqualTo(leaf(ec));
        assertSelfMade("other.example", "TLSv1.3");
        assertThat(traffic.reports).isEmpty();

        traffic.serve(own("shop.example", ec).withFallback(Optional.empty(), true));
        for (var host : List.of("other.example", "")) {
            assertThatThrownBy(() -> traffic.shownTo(host)).hasMessageContaining("handshake_failure");
        }
        assertThat(traffic.shownTo("shop.example")).isEqualTo(leaf(ec));
    }

    @Test
    void a_host_whose_issuer_is_at_work_is_counted_but_not_reported() {
        traffic.serve(Certificates.NONE.with("new.example", passedOver("new.example", false, true)));
        assertSelfMade("new.example", "TLSv1.3");
        assertThat(traffic.reports).isEmpty();
        assertThat(traffic.metrics
                        .get("portico_ingress_default_certificate_served_total")
                        .tag("host", "new.example")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tls_1_1_is_refused() {
        assertThatThrownBy(() -> traffic.shownTo("shop.example", "TLSv1.1")).hasMessageContaining("SSL");
    }

    private void serve(Map<String, ServerCertificate> certificates) {
        var served = Certificates.NONE;
        for (var certificate : certificates.entrySet()) {
            served = served.with(certificate.getKey(), HostCertificate.of(certificate.getValue()));
        }
        traffic.serve(served);
    }

    private static Certificates own(String host, ServerCertificate certificate) {
        return Certificates.NONE.with(host, HostCertificate.of(certificate));
    }

    /** A host with a rule and without a certificate. */
    private static HostCertificate passedOver(String host, boolean waits, boolean expected) {
        return new HostCertificate(
                Optional.empty(),
                waits,
                expected,
                Optional.of(new Speaker(Traffic.ingress("web"), Set.of(host))),
                REASON);
    }

    private void assertSelfMade(String host, String protocol) {
        var shown = traffic.shownTo(host, protocol);
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=" + DefaultCertificate.COMMON_NAME);
        assertThat(shown.getVersion()).isEqualTo(3);
    }

    private static java.security.cert.X509Certificate leaf(ServerCertificate certificate) {
        return certificate.chain().getFirst();
    }
}
