package io.portico.ingress.engine;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.certificates.HostCertificate;
import io.portico.ingress.model.certificates.Speaker;
import io.portico.testkit.MadeUpRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class SeriesOfRequestsTest {
    private static final List<String> PATHS = List.of("/", "/shop", "/.well-known/acme-challenge/");
    /** Each takes some milliseconds of a processor. */
    private static final int HANDSHAKES = 48;

    private final Traffic traffic;

    SeriesOfRequestsTest(TestedEngine engine) {
        this.traffic = new Traffic(engine);
    }

    @AfterEach
    void stop() {
        traffic.close();
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_none_whether_an_ingress_matches_or_not() {
        try (var web = TestUpstream.named("web")) {
            serve(web);
            for (var domain : List.of("shop.example", "of-a-scanner.example")) {
                MadeUpRequests.send(traffic.http(), "first", domain, PATHS);
                var before = series();
                assertThat(before).isNotEmpty();
                MadeUpRequests.send(traffic.http(), "second", domain, PATHS);
                assertThat(series()).isEqualTo(before);
            }
        }
    }

    @Test
    void handshakes_for_made_up_hosts_add_none_whether_a_rule_has_them_or_not() {
        try (var web = TestUpstream.named("web")) {
            serve(web);
            for (var domain : List.of("shop.example", "of-a-scanner.example")) {
                MadeUpRequests.send(this::tls, HANDSHAKES, "first", domain, List.of("/"));
                var before = series();
                MadeUpRequests.send(this::tls, HANDSHAKES, "second", domain, List.of("/"));
                assertThat(series()).isEqualTo(before);
            }
            assertThat(traffic.metrics
                            .get("portico_ingress_default_certificate_served_total")
                            .counters())
                    .singleElement()
                    .satisfies(counter ->
                            assertThat(counter.getId().getTag("host")).isEqualTo("*.shop.example"));
        }
    }

    @Test
    void an_endpoint_that_makes_up_statuses_adds_one() {
        var status = new AtomicInteger(600);
        try (var web =
                TestUpstream.answering(exchange -> TestUpstream.answer(exchange, status.getAndIncrement(), "odd\n"))) {
            serve(web);
            for (var i = 600; i < 1000; i += 57) {
                status.set(i);
                assertThat(traffic.get("www.shop.example", "/").status()).isEqualTo(i);
            }
            assertThat(traffic.metrics
                            .get("portico_ingress_request_duration_seconds")
                            .timers())
                    .singleElement()
                    .satisfies(
                            timer -> assertThat(timer.getId().getTag("status")).isEqualTo("other"));
        }
    }

    private void serve(TestUpstream web) {
        traffic.serve(
                Map.of("*.shop.example", List.of(route("/", web.endpoint()))),
                List.of(),
                Certificates.NONE.with(
                        "*.shop.example",
                        new HostCertificate(
                                Optional.empty(),
                                false,
                                false,
                                Optional.of(new Speaker(Traffic.ingress("web"), Set.of("*.shop.example"))),
                                "it is not in spec.tls")));
    }

    private SSLSocket tls(String host) throws IOException {
        var socket = (SSLSocket)
                Traffic.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), traffic.https());
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private Set<Meter.Id> series() {
        return traffic.metrics.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
    }
}
