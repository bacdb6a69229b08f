package io.portico.bench.nodeproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.bench.nodeproxy.agent.Endpoint;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void an_address_says_which_endpoint_it_is() throws Exception {
        for (var endpoint : List.of(
                new Endpoint(0, 0, 0),
                new Endpoint(1, 4, 0),
                new Endpoint(Endpoint.MOST_SERVICES - 1, Endpoint.PER_SERVICE - 1, Endpoint.GENERATIONS - 1))) {
            var bytes = InetAddress.getByName(endpoint.address()).getAddress();
            assertThat(Endpoint.of(ByteBuffer.wrap(bytes).getInt())).isEqualTo(endpoint);
        }
    }

    @Test
    void every_endpoint_is_in_the_range_that_the_server_answers_for() {
        assertThat(new Endpoint(0, 0, 0).address()).isEqualTo("10.128.0.0");
        assertThat(new Endpoint(Endpoint.MOST_SERVICES - 1, Endpoint.PER_SERVICE - 1, Endpoint.GENERATIONS - 1)
                        .address())
                .startsWith("10.143.");
    }
}
