package io.portico.nodeproxy.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.net.Cidr;
import io.portico.testkit.ApiDoor;
import io.portico.testkit.ChartAccount;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class ServiceRangesOnApiServerTest {
    private static final ApiDoor.Answer NO_SUCH_KIND =
            new ApiDoor.Answer(404, Map.of("Content-Type", "text/plain"), "404 page not found\n");

    private final KubeApi api = KubeApi.shared();
    private final ChartAccount account = ChartAccount.of(api, api.newNamespace("service-ranges"), "portico-node-proxy");
    private final InformerHealth informers = new InformerHealth();
    private final ApiView view = new ApiView("node-a", () -> {});
    private KubernetesClient client;

    @AfterEach
    void stop() {
        informers.close();
        client.close();
        api.admin().resources(ServiceCIDR.class).withName("more").delete();
    }

    @Test
    void the_ranges_that_services_have_addresses_of_are_known_and_followed() {
        client = account.client();
        view.watch(client, informers);
        await().until(informers::synced);
        var first =
                api.admin().resources(ServiceCIDR.class).withName("kubernetes").get();
        assertThat(texts("kubernetes"))
                .isNotEmpty()
                .containsExactlyElementsOf(first.getSpec().getCidrs());

        var _ = api.admin()
                .resource(new ServiceCIDRBuilder()
                        .withNewMetadata()
                        .withName("more")
                        .endMetadata()
                        .withNewSpec()
                        .withCidrs("10.254.0.0/24")
                        .endSpec()
                        .build())
                .create();
        await().untilAsserted(() -> assertThat(texts("more")).containsExactly("10.254.0.0/24"));
        api.admin().resources(ServiceCIDR.class).withName("more").delete();
        await().untilAsserted(() -> assertThat(view.world().serviceRanges()).doesNotContainKey("more"));
    }

    @Test
    void an_api_server_without_them_is_one_as_good() {
        try (var door = new ApiDoor(api)) {
            client = new KubernetesClientBuilder()
                    .withConfig(door.config(account.token()))
                    .build();
            door.rule((_, target) -> target.contains("/servicecidrs") ? Optional.of(NO_SUCH_KIND) : Optional.empty());
            view.watch(client, informers);
            await().until(informers::synced);
            assertThat(view.world().serviceRanges()).isEmpty();
            // It was updated meanwhile.
            door.rule((_, _) -> Optional.empty());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(texts("kubernetes")).isNotEmpty());
        }
    }

    private Collection<String> texts(String name) {
        return view.world().serviceRanges().getOrDefault(name, List.of()).stream()
                .map(Cidr::toString)
                .toList();
    }
}
