package io.portico.ingress.metrics;

import io.portico.testkit.MetricsCatalogue;
import org.junit.jupiter.api.Test;

class IngressMetricsTest {
    @Test
    void each_metric_is_documented_with_its_own_words() {
        MetricsCatalogue.assertDocumented("ingress-controller", IngressMetrics.CATALOGUE);
    }

    @Test
    void there_is_no_other_way_to_make_one() {
        MetricsCatalogue.assertOnlyWay("io.portico.ingress");
    }
}
