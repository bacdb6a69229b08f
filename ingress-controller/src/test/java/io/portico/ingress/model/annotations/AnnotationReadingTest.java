package io.portico.ingress.model.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.routing.Filter;
import io.portico.runtime.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationReadingTest {
    private static final ObjectRef INGRESS = new ObjectRef("networking.k8s.io/v1", "Ingress", "shop", "web", "uid");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth-type | basic",
                "auth-secret | passwords",
                "auth-url | https://auth.example/check",
                "auth-signin | https://auth.example/start",
                "auth-tls-secret | shop/ca",
                "auth-tls-verify-client | on",
                "auth-tls-match-cn | CN=friend",
                "auth-tls-something-new | yes",
                "whitelist-source-range | 10.0.0.0/8",
                "allowlist-source-range | 10.0.0.0/8",
                "allowlist-source-range | 0.0.0.0/0",
                "allowlist-source-range | ''",
                "allowlist-source-range | nonsense",
                "denylist-source-range | 192.0.2.0/24",
                "denylist-source-range | ''",
                "limit-rps | 5",
                "limit-rps | many",
                "limit-rpm | 100",
                "limit-connections | 2",
                "limit-whitelist | 10.0.0.0/8",
                "limit-allowlist | 10.0.0.0/8",
                "global-rate-limit | 10",
                "satisfy | any",
                "satisfy | all",
                "enable-modsecurity | true",
                "enable-modsecurity | yes",
                "enable-owasp-core-rules | true",
                "modsecurity-snippet | SecRuleEngine On",
                "modsecurity-snippet | ''",
                "lua-resty-waf | active",
                "enable-global-auth | true",
                "enable-global-auth | maybe",
                "configuration-snippet | deny all;",
                "server-snippet | location /admin { return 403; }",
                "http-snippet | deny all;",
            })
    void what_keeps_requests_out_closes_the_ingress(String name, String value) {
        var reading = read(name, value);
        assertThat(reading.restricting())
                .extracting(AnnotationReading.Restricting::key)
                .containsExactly(IngressNginx.PREFIX + "/" + name);
        assertThat(reading.filters())
                .containsExactly(new Filter.Refuse(503, List.of(IngressNginx.PREFIX + "/" + name)));
        assertThat(reading.ignored()).isEmpty();
        assertThat(reading.problems(INGRESS)).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo("RestrictingAnnotation");
            assertThat(problem.message()).contains(IngressNginx.PREFIX + "/" + name, "503", "then remove it");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "whitelist-source-rang, allowlist-source-range",
        "whitelist-source-ranges, allowlist-source-range",
        "whitelits-source-rnage, allowlist-source-range",
        "whitelist_source_range, allowlist-source-range",
        "Whitelist-Source-Range, allowlist-source-range",
        "alowlist-source-range, allowlist-source-range",
        "denylist-sourcerange, denylist-source-range",
        "auth-typ, auth-type",
        "auth-uri, auth-url",
        "auth-tsl-secret, auth-tls-secret",
        "limit-rsp, limit-rps",
        "limit-conections, limit-connections",
        "satisfie, satisfy",
        "enable-modsecurty, enable-modsecurity",
    })
    void a_misspelt_name_closes_the_ingress_as_well_and_the_right_one_is_told(String name, String meant) {
        assertThat(read(name, "1").problems(INGRESS))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains(name + " (no annotation of ingress-nginx, taken for " + meant, "correct the name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nginx.Ingress.Kubernetes.IO/auth-type",
                "nginx.ingress.kubernets.io/auth-type",
                "nginx.ingres.kubernetes.io/auth-tls-secret",
                "ngnix.ingress.kubernetes.io/Auth-Type",
                "ingress.kubernetes.io/auth-type"
            })
    void a_prefix_that_is_almost_right_hides_no_restriction(String key) {
        assertThat(AnnotationReading.of(Map.of(key, "basic")).restricting())
                .extracting(AnnotationReading.Restricting::key)
                .containsExactly(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enable-global-auth | false",
                "enable-modsecurity | false",
                "enable-owasp-core-rules | F",
                "limit-rps | 0",
                // As cert-manager writes it on the Ingress of an ACME challenge.
                "whitelist-source-range | 0.0.0.0/0,::/0",
                "allowlist-source-range | '::/0, 0.0.0.0/0'",
                "auth-realm | Please",
                "limit-rate | 10",
                "proxy-body-size | 8m",
                "rewrite-target | /$1",
                "something-of-their-own | x",
                "configuration-snippet | add_header X-Frame-Options DENY;",
                "enable-modsecurty | false",
                "SSL-Redirect | false",
            })
    void what_keeps_nobody_out_is_ignored_with_a_word(String name, String value) {
        var reading = read(name, value);
        assertThat(reading.closes()).isFalse();
        assertThat(reading.filters()).containsExactly(new Filter.RedirectToHttps(308));
        assertThat(reading.problems(INGRESS)).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo("IgnoredAnnotation");
            assertThat(problem.message()).contains(IngressNginx.PREFIX + "/" + name);
        });
    }

    @Test
    void what_is_taken_and_what_is_not_of_ingress_nginx_is_not_spoken_of() {
        var reading = AnnotationReading.of(Map.of(
                "nginx.ingress.kubernetes.io/ssl-redirect", "false",
                "kubernetes.io/ingress.class", "portico",
                "cert-manager.io/cluster-issuer", "kube-ca",
                "ingress.kubernetes.io/backends", "{}",
                "haproxy.org/timeout-server", "5s",
                "plain", "x"));
        assertThat(reading.filters()).isEmpty();
        assertThat(reading.problems(INGRESS)).isEmpty();
    }

    @Test
    void all_that_is_ignored_is_one_problem_whose_message_fits_an_event() {
        var annotations = new TreeMap<String, String>();
        IntStream.range(0, 300)
                .forEach(i -> annotations.put(IngressNginx.PREFIX + "/of-their-own-" + "x".repeat(i % 30) + i, "x"));
        var problems = AnnotationReading.of(annotations).problems(INGRESS);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .hasSizeLessThanOrEqualTo(1024)
                        .containsPattern("and 2[0-9]{2} more"));
    }

    @Test
    void no_harmless_name_of_ingress_nginx_is_taken_for_a_misspelt_one() {
        assertThat(IngressNginx.CATALOGUE.all())
                .hasSizeGreaterThan(130)
                .filteredOn(annotation -> !annotation.mayRestrict())
                .allSatisfy(annotation -> annotation
                        .names()
                        .forEach(name ->
                                assertThat(read(name, "1").closes()).as(name).isFalse()));
    }

    private static AnnotationReading read(String name, String value) {
        return AnnotationReading.of(Map.of(IngressNginx.PREFIX + "/" + name, value));
    }
}
