package io.portico.runtime;

import io.portico.testkit.Stations;
import org.junit.jupiter.api.Test;

class PackagesTest {
    @Test
    void no_package_of_the_runtime_leads_back_to_itself() {
        Stations.assertNoPackageCycle("io.portico.runtime");
    }
}
