package io.portico.endpoints;

import io.portico.testkit.KubeApi;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Points the Quarkus application at the test's API server. */
public class ApiServerResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        var api = KubeApi.shared();
        var config = new HashMap<>(api.quarkusConfig());
        config.put("portico.namespace", api.newNamespace("portico"));
        config.put("portico.pod-name", "replica-0");
        return config;
    }

    @Override
    public void stop() {
        // The API server ends with the JVM.
    }
}
