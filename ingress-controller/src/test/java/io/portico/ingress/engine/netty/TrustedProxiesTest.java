package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestUpstream;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.Filter;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.runtime.net.Cidr;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
class TrustedProxiesTest {
    private static final String[] BY_A_BALANCER = {
        "GET / HTTP/1.1",
        "Host: shop.example",
        "Connection: close",
        "X-Forwarded-For: 6.6.6.6, 192.0.2.1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: www.shop.example",
        "X-Request-ID: 4711"
    };

    @Test
    void are_believed_whom_they_forward_for() {
        try (var traffic = trusting("127.0.0.0/8");
                var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()).with(new Filter.RedirectToHttps(308)));
            assertThat(traffic.send(BY_A_BALANCER).body())
                    .contains("\nx-forwarded-for: 192.0.2.1\n")
                    .contains("\nx-real-ip: 192.0.2.1\n")
                    .contains("\nx-original-forwarded-for: 6.6.6.6, 192.0.2.1\n")
                    .contains("\nx-forwarded-proto: https\n")
                    .contains("\nx-forwarded-scheme: https\n")
                    .contains("\nx-scheme: https\n")
                    .contains("\nx-forwarded-port: 443\n")
                    .contains("\nx-forwarded-host: www.shop.example\n")
                    .contains("\nx-request-id: 4711\n")
                    .contains("\nhost: shop.example\n");
        }
    }

    @Test
    void others_are_not() {
        try (var traffic = trusting("192.0.2.0/24");
                var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()).with(new Filter.RedirectToHttps(308)));
            assertThat(traffic.send(BY_A_BALANCER).status()).isEqualTo(308);
        }
    }

    private static Traffic trusting(String... ranges) {
        return new Traffic(
                TestedEngine.NETTY,
                UpstreamPolicy.DEFAULT,
                Stream.of(ranges).flatMap(range -> Cidr.parse(range).stream()).toList());
    }
}
