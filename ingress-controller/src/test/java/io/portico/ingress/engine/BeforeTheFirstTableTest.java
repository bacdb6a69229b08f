package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.ingress.model.certificates.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A new replica never says that there is nothing where it does not know yet. */
@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class BeforeTheFirstTableTest {
    private final TestedEngine engine;

    BeforeTheFirstTableTest(TestedEngine engine) {
        this.engine = engine;
    }

    @Test
    void requests_are_to_come_again_and_handshakes_are_refused() {
        try (var traffic = new Traffic(engine)) {
            traffic.serveNothing();
            var answer = traffic.get("shop.example", "/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("retry-after");
            assertThatThrownBy(() -> traffic.shownTo("shop.example")).hasMessageContaining("handshake_failure");

            traffic.serve(Certificates.NONE);
            assertThat(traffic.get("shop.example", "/").status()).isEqualTo(404);
            assertThat(traffic.shownTo("shop.example")).isNotNull();
        }
    }
}
