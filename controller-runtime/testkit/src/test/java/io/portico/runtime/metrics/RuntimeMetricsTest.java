package io.portico.runtime.metrics;

import io.portico.testkit.MetricsCatalogue;
import org.junit.jupiter.api.Test;

class RuntimeMetricsTest {
    @Test
    void what_controllers_share_is_documented_and_made_in_one_way() {
        MetricsCatalogue.assertDocumented("every controller", RuntimeMetrics.CATALOGUE);
        MetricsCatalogue.assertOnlyWay("io.portico.runtime");
    }
}
