package io.portico.endpoints.metrics;

import io.portico.testkit.MetricsCatalogue;
import org.junit.jupiter.api.Test;

class EndpointsMetricsTest {
    @Test
    void each_metric_is_documented_with_its_own_words() {
        MetricsCatalogue.assertDocumented("endpoints-controller", EndpointsMetrics.CATALOGUE);
    }

    @Test
    void there_is_no_other_way_to_make_one() {
        MetricsCatalogue.assertOnlyWay("io.portico.endpoints");
    }
}
