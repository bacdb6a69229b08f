package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.testkit.Requires;
import org.junit.jupiter.api.Test;

/** Restarts and several replicas: the whole service on a real API server, under its own rights. */
@Requires(Requires.Need.KUBE_API)
class ReplicasOnApiServerTest extends OnApiServer {
    @Test
    void a_restart_writes_nothing_and_keeps_the_ca() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        var before = versions();
        replica.close();
        start();
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void of_two_replicas_one_issues_and_the_other_takes_over() {
        start();
        apply(ingress("web", "web-tls", DASHBOARD));
        awaitCertificate("web-tls", DASHBOARD);
        await().until(() -> replica.manager.state().toString().contains("outcome: Keep"));
        try (var second = new Replica(api, install, "second", clock)) {
            var before = versions();
            replica.close();
            await().until(() -> second.manager.state().toString().contains("outcome: Keep"));
            assertThat(versions()).isEqualTo(before);
            apply(ingress("web", "web-tls", DASHBOARD, KIBANA));
            awaitCertificate("web-tls", DASHBOARD, KIBANA);
        }
    }
}
