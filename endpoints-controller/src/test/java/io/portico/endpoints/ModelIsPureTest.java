package io.portico.endpoints;

import io.portico.testkit.PureModel;
import org.junit.jupiter.api.Test;

class ModelIsPureTest {
    @Test
    void the_model_uses_no_client_no_clock_and_no_io() {
        PureModel.assertPure("io.portico.endpoints");
    }
}
