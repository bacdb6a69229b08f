package io.portico.ingress.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left in Ingresses when the controller goes for good, under the rights that the chart gives. */
@Requires(Requires.Need.KUBE_API)
class StatusCleanupOnApiServerTest {
    /** Of its own: the cleanup is about all Ingresses that a cluster has, other tests' too. */
    private static KubeApi api;

    private final String namespace = api.newNamespace("status-cleanup");
    private final KubernetesClient account =
            ChartAccount.of(api, namespace, "portico-ingress-controller").client();

    @BeforeAll
    static void start() {
        api = KubeApi.start(KubeApi.Options.DEFAULT);
    }

    @AfterEach
    void closeAccount() {
        account.close();
    }

    @AfterAll
    static void end() {
        api.close();
    }

    @Test
    void addresses_that_this_controller_wrote_go_and_those_of_others_stay() {
        var ours = create("ours");
        new IngressStatusPatch(account)
                .write(
                        new NamespacedName(namespace, "ours"),
                        ours.getMetadata().getUid(),
                        List.of("172.31.0.11", "lb.example"));
        var others = create("others");
        others.setStatus(Serialization.unmarshal("status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}", Ingress.class)
                .getStatus());
        api.admin().resource(others).updateStatus();
        create("none");
        assertThat(addresses("ours")).containsExactlyInAnyOrder("172.31.0.11", "lb.example");

        assertThat(run()).containsExactly("Ingresses: 1 statuses cleared", "true");
        assertThat(addresses("ours")).isEmpty();
        assertThat(addresses("others")).containsExactly("192.0.2.1");

        assertThat(run()).containsExactly("Ingresses: 0 statuses cleared", "true");
    }

    private List<String> run() {
        var lines = new ArrayList<String>();
        var done = new StatusCleanup(account, lines::add).run();
        lines.add(String.valueOf(done));
        return lines;
    }

    private Ingress create(String name) {
        return api.admin()
                .resource(Serialization.unmarshal("""
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: %s, namespace: %s}
                        spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                        """.formatted(name, namespace), Ingress.class))
                .create();
    }

    private List<String> addresses(String name) {
        var balancer = api.admin()
                .network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getStatus()
                .getLoadBalancer();
        return balancer == null || balancer.getIngress() == null
                ? List.of()
                : balancer.getIngress().stream()
                        .map(address -> address.getIp() == null ? address.getHostname() : address.getIp())
                        .toList();
    }
}
