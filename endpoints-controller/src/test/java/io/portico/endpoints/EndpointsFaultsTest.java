package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsFaultsTest {
    @Test
    void defaults_work() {
        assertThat(faults(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WORKERS | 0 | portico.endpoints.workers is 0; write 1 to 1000",
                "MAX_ENDPOINTS_PER_SLICE | 1001 | portico.endpoints.max-endpoints-per-slice is 1001; write 1 to 1000",
                "MANAGED_BY | a value with blanks | portico.endpoints.managed-by is \"a value with blanks\"",
                "BATCH_PERIOD | -1s | portico.endpoints.batch-period is",
                "BATCH_PERIOD | 2m | portico.endpoints.batch-period is",
                "API_QPS | -1 | portico.endpoints.api-qps is -1",
                "WRITE_ENDPOINTS | maybe | portico.endpoints.write-endpoints is \"maybe\"; write true or false",
                "LOAD_BALANCER_NODE_PORT_RANGE | 32767-30000 | portico.endpoints.load-balancer.node-port-range is",
                "LOAD_BALANCER_GUARDED_PORTS | 22,70000 | portico.endpoints.load-balancer.guarded-ports is",
                "LOADBALANCER_DEFAULT | true | PORTICO_ENDPOINTS_LOADBALANCER_DEFAULT is no setting of"
                        + " endpoints-controller (did you mean PORTICO_ENDPOINTS_LOAD_BALANCER_DEFAULT?)",
            })
    void what_cannot_work_is_refused_by_name(String setting, String value, String sentence) {
        assertThat(faults(Map.of("PORTICO_ENDPOINTS_" + setting, value)))
                .singleElement()
                .asString()
                .startsWith(sentence);
    }

    @Test
    void a_limit_without_a_burst_never_lets_a_write_through() {
        assertThat(faults(Map.of("PORTICO_ENDPOINTS_API_QPS", "10", "PORTICO_ENDPOINTS_API_BURST", "0")))
                .singleElement()
                .asString()
                .startsWith("portico.endpoints.api-burst is 0");
    }

    private static List<String> faults(Map<String, String> environment) {
        return EndpointsFaults.SETTINGS
                .faults("endpoints-controller", environment, Map.of())
                .sentences();
    }
}
