package io.portico.ingress.engine;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.routing.Filter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class RoutingOfRequestsTest {
    private final TestedEngine engine;

    @Test
    void a_request_goes_where_its_host_and_path_say() {
        try (var traffic = new Traffic(engine);
                var web = TestUpstream.named("web");
                var api = TestUpstream.named("api")) {
            traffic.serve("shop.example", route("/", web.endpoint()), route("/api", api.endpoint()));

            assertThat(traffic.get("shop.example", "/").body()).startsWith("web\nGET /\n");
            assertThat(traffic.get("shop.example", "/api/v1?q=1&r=%20x").body())
                    .startsWith("api\nGET /api/v1?q=1&r=%20x\n");
            assertThat(traffic.get("shop.example", "/apis").body()).startsWith("web\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHOP.Example", "shop.example:8080", "shop.example.", "Shop.Example.:8081"})
    void a_host_is_found_in_whatever_spelling(String host) {
        try (var traffic = new Traffic(engine);
                var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var answer = traffic.get(host, "/");
            assertThat(answer.body()).startsWith("web\n").contains("\nhost: " + host + "\n");
        }
    }

    RoutingOfRequestsTest(TestedEngine engine) {
        this.engine = engine;
    }

    @Test
    void what_no_rule_matches_goes_to_the_default_backend_or_gets_a_plain_404() {
        try (var traffic = new Traffic(engine);
                var web = TestUpstream.named("web");
                var fallback =
                        TestUpstream.answering(exchange -> TestUpstream.answer(exchange, 404, "nobody here\n"))) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var plain = traffic.get("other.example", "/");
            assertThat(plain.status()).isEqualTo(404);
            assertThat(plain.body()).isEqualTo("404 Not Found\n");
            assertThat(plain.headers()).containsKey("server");

            traffic.serve(
                    Map.of("shop.example", List.of(route("/", web.endpoint()))),
                    List.of(fallback.endpoint()),
                    Certificates.NONE);
            var answered = traffic.get("other.example", "/");
            assertThat(answered.status()).isEqualTo(404);
            assertThat(answered.body()).isEqualTo("nobody here\n");
        }
    }

    @Test
    void a_request_without_one_valid_host_is_refused() {
        try (var traffic = new Traffic(engine)) {
            assertThat(traffic.send("GET / HTTP/1.1", "Connection: close").status())
                    .isEqualTo(400);
            assertThat(traffic.send("GET / HTTP/1.1", "Host: a.example", "Host: b.example")
                            .status())
                    .isEqualTo(400);
            for (var host : List.of("a b", "a/b", "user@a.example", "a.example:99999", "a..example", "a,b", "[::1")) {
                assertThat(traffic.get(host, "/").status()).as(host).isEqualTo(400);
            }
            assertThat(traffic.send("GET / HTTP/1.0").status()).isEqualTo(404);
            assertThat(traffic.get("", "/").status()).isEqualTo(404);
        }
    }

    @Test
    void trace_and_connect_are_refused() {
        try (var traffic = new Traffic(engine)) {
            assertThat(traffic.send("TRACE / HTTP/1.1", "Host: a.example").status())
                    .isEqualTo(405);
            assertThat(traffic.send("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443")
                            .status())
                    .isEqualTo(405);
        }
    }

    @Test
    void plain_http_is_redirected_with_308_but_not_an_acme_challenge() {
        try (var traffic = new Traffic(engine);
                var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()).with(new Filter.RedirectToHttps(308)));

            var answer = traffic.get("Shop.example:80", "/a/b?c=d");
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.headers()).containsEntry("location", "https://shop.example/a/b?c=d");
            assertThat(traffic.get("shop.example", "/.well-known/acme-challenge/token")
                            .body())
                    .startsWith("web\n");
        }
    }

    @Test
    void requests_are_counted_by_ingress_and_class_of_status() {
        try (var traffic = new Traffic(engine);
                var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            traffic.get("shop.example", "/");
            traffic.get("random.example", "/");

            var name = "portico_ingress_request_duration_seconds";
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                assertThat(traffic.metrics
                                .get(name)
                                .tag("ingress", "web")
                                .tag("status", "2xx")
                                .timer()
                                .count())
                        .isEqualTo(1);
                assertThat(traffic.metrics
                                .get(name)
                                .tag("ingress", "")
                                .tag("status", "4xx")
                                .timer()
                                .count())
                        .isEqualTo(1);
                assertThat(traffic.metrics
                                .get("portico_ingress_requests_active")
                                .gauge()
                                .value())
                        .isZero();
            });

            traffic.serve(Certificates.NONE);
            assertThat(traffic.metrics.find(name).tag("ingress", "web").timer()).isNull();
        }
    }
}
