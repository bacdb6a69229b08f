package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.ingress.model.routing.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
class FaultsOfOursTest {
    @Test
    void an_exception_ends_its_request_with_an_answer() {
        try (var traffic = new Traffic(TestedEngine.NETTY)) {
            traffic.serve("shop.example", route("/", new Endpoint("no address", 80)));
            assertThat(traffic.get("shop.example", "/").status()).isEqualTo(500);
            await().until(() -> traffic.metrics
                            .get("portico_ingress_requests_active")
                            .gauge()
                            .value()
                    == 0);
        }
    }
}
