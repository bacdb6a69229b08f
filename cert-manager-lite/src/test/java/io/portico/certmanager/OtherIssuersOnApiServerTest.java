package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ingresses of other issuers: the whole service on a real API server, under its own rights. */
@Requires(Requires.Need.KUBE_API)
class OtherIssuersOnApiServerTest extends OnApiServer {
    @Test
    void an_ingress_of_another_issuer_is_left_to_it() {
        start();
        apply(new IngressBuilder(ingress("public", "public-tls", DASHBOARD))
                .editMetadata()
                .withAnnotations(Map.of("cert-manager.io/cluster-issuer", "letsencrypt"))
                .endMetadata()
                .build());
        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        await().until(() -> replica.manager
                .state()
                .toString()
                .contains("Ingress " + namespace + "/public: names the issuer letsencrypt"));
        assertThat(find("public-tls")).isEmpty();
    }

    @Test
    void an_issuer_of_another_kind_is_left_alone_even_under_our_name() {
        start();
        apply(annotated(
                "external",
                "external-tls",
                Map.of("cert-manager.io/issuer", "kube-ca", "cert-manager.io/issuer-kind", "AWSPCAIssuer")));
        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        await().until(() -> replica.manager.state().toString().contains("kube-ca (AWSPCAIssuer.cert-manager.io)"));
        assertThat(find("external-tls")).isEmpty();
    }

    @Test
    void an_ingress_whose_issuer_nobody_serves_is_told_so_once_when_its_secret_stays_away() {
        start();
        apply(annotated("public", "public-tls", Map.of("cert-manager.io/cluster-issuer", "letsencrypt")));
        apply(annotated("served", "served-tls", Map.of("cert-manager.io/cluster-issuer", "vault")));
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("served-tls")
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
        await().until(() -> replica.manager.state().toString().contains("names the issuer letsencrypt"));
        lookedAt(3, "public");
        assertThat(events("IssuerNotServed")).isEmpty();

        clock.jump(Duration.ofMinutes(11));
        lookedAt(4, "public");
        awaitEvent("Warning", "IssuerNotServed", "names the issuer letsencrypt");
        awaitEvent("Warning", "IssuerNotServed", "write cert-manager.io/cluster-issuer: kube-ca");
        clock.jump(Duration.ofHours(1));
        lookedAt(5, "public");

        apply(ingress("web", "web-tls", KIBANA));
        awaitCertificate("web-tls", KIBANA);
        assertThat(events("IssuerNotServed")).singleElement().satisfies(event -> {
            assertThat(event.getInvolvedObject().getName()).isEqualTo("public");
            assertThat(event.getCount()).isEqualTo(1);
        });
    }
}
