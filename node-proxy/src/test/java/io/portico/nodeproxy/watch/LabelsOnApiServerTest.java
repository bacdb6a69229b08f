package io.portico.nodeproxy.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.Worlds;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a label says, it says of objects of the kind that it is for. */
@Requires(Requires.Need.KUBE_API)
class LabelsOnApiServerTest {
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    private final KubeApi api = KubeApi.shared();
    private final String namespace = api.newNamespace("labels");
    private final KubernetesClient client =
            ChartAccount.of(api, namespace, "portico-node-proxy").client();
    private final InformerHealth informers = new InformerHealth();
    private final ApiView view = new ApiView("node-a", () -> {});

    @BeforeEach
    void watch() {
        view.watch(client, informers);
        await().atMost(Duration.ofSeconds(30)).until(informers::synced);
    }

    @AfterEach
    void stop() {
        informers.close();
        client.close();
        api.admin().services().inNamespace(namespace).delete();
        api.admin().discovery().v1().endpointSlices().inNamespace(namespace).delete();
    }

    @Test
    void a_service_with_an_address_is_served_whatever_it_is_labelled_but_for_another_proxy_s() {
        create("copied", Map.of(HEADLESS, ""), "");
        create("claimed", Map.of(HEADLESS, "true", "app", "web"), "");
        create("foreign", Map.of(OTHER_PROXY, "other"), "");
        create("unnamed", Map.of(OTHER_PROXY, ""), "");
        create("headless", Map.of(HEADLESS, ""), "None");
        create("unlabelled", Map.of(), "None");
        create("last", Map.of(), "");
        await().until(() -> isServed("last"));
        assertThat(List.of("copied", "claimed")).allMatch(this::isServed);
        assertThat(List.of("foreign", "unnamed", "headless", "unlabelled")).noneMatch(this::isServed);
    }

    @Test
    void a_service_goes_and_comes_by_the_label_of_another_proxy_alone() {
        create("web", Map.of(), "");
        await().until(() -> isServed("web"));
        label("web", Map.of(HEADLESS, ""));
        create("after", Map.of(), "");
        await().until(() -> isServed("after"));
        assertThat(isServed("web")).isTrue();
        label("web", Map.of(OTHER_PROXY, "other"));
        await().until(() -> !isServed("web"));
        label("web", Map.of());
        await().until(() -> isServed("web"));
    }

    @Test
    void slices_count_whoever_s_proxy_they_are_labelled_for_unless_their_service_is_headless() {
        slice("mirrored", Map.of(OTHER_PROXY, "other"));
        slice("headless", Map.of(HEADLESS, ""));
        slice("last", Map.of());
        await().until(() -> slices("last") == 1);
        assertThat(slices("mirrored")).isEqualTo(1);
        assertThat(slices("headless")).isZero();
    }

    private void create(String name, Map<String, String> labels, String clusterIp) {
        var _ = api.admin()
                .resource(Worlds.service(name, clusterIp.isEmpty() ? List.of() : List.of(clusterIp), "web:80/TCP")
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    private void label(String name, Map<String, String> labels) {
        var _ = api.admin().services().inNamespace(namespace).withName(name).edit((Service service) -> {
            service.getMetadata().setLabels(labels);
            return service;
        });
    }

    private void slice(String service, Map<String, String> labels) {
        var _ = api.admin()
                .resource(Worlds.slice(service + "-1", service, List.of("web:8080/TCP"), "10.244.1.2")
                        .editMetadata()
                        .withNamespace(namespace)
                        .addToLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    private boolean isServed(String service) {
        var known = view.world().services().get(new NamespacedName(namespace, service));
        return known != null && known.facts().isPresent();
    }

    private int slices(String service) {
        var known = view.world().services().get(new NamespacedName(namespace, service));
        return known == null ? 0 : known.slices().size();
    }
}
