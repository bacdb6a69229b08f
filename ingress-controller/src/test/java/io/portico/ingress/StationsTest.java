package io.portico.ingress;

import io.portico.testkit.Stations;
import org.junit.jupiter.api.Test;

class StationsTest {
    @Test
    void data_flows_one_way_and_the_model_is_pure() {
        Stations.assertKept("io.portico.ingress");
    }
}
