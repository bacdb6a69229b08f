package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.RefusedSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsFaultsTest {
    private static final RefusedSettings REFUSED =
            new RefusedSettings("endpoints-controller", "PORTICO_ENDPOINTS_", EndpointsFaults.SETTINGS);

    @Test
    void defaults_work() {
        REFUSED.assertDefaultsWork();
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
        REFUSED.assertRefused(setting, value, sentence);
    }

    @Test
    void a_limit_without_a_burst_never_lets_a_write_through() {
        assertThat(REFUSED.sentences(Map.of("API_QPS", "10", "API_BURST", "0")))
                .singleElement()
                .asString()
                .startsWith("portico.endpoints.api-burst is 0");
    }
}
