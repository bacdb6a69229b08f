package io.portico.endpoints.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadBalancerViewTest {
    private static final NamespacedName WEB = new NamespacedName("shop", "web");

    private final Map<NamespacedName, Set<String>> readyNodes = new HashMap<>();
    private final List<NamespacedName> heard = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5;
    private final LoadBalancerView view =
            new LoadBalancerView(key -> readyNodes.getOrDefault(key, Set.of()), heard::add, () -> now, (_, task) -> {
                timers.add(task);
            });

    @Test
    void pods_without_host_ports_and_ordinary_services_are_not_kept_and_wake_nobody() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        heard.clear();
        var world = view.world();
        view.pods().put("shop/web-1", pod(null));
        view.services().put("shop/other", service("ClusterIP", null));
        assertThat(heard).isEmpty();
        assertThat(view.world()).isSameAs(world);
    }

    @Test
    void a_host_port_that_comes_and_goes_concerns_all_services_who_are_told_once_for_many_changes() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        assertThat(view.world().hostPorts()).isEmpty();
        heard.clear();
        view.pods().put("shop/holder", pod(80));
        view.pods().put("shop/other-holder", pod(81));
        assertThat(heard).containsExactly(WEB);
        assertThat(view.world().hostPorts()).hasSize(2);
        view.pods().remove("shop/holder");
        assertThat(heard).containsExactly(WEB, WEB);
        assertThat(view.world().hostPorts()).hasSize(1);
    }

    @Test
    void a_pod_that_its_controller_replaces_holds_its_port_until_the_successor_runs_however_long_that_takes() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        view.pods().put("shop/one", ofDaemonSet("one", "Running"));
        view.pods().remove("shop/one");
        assertThat(held()).containsExactly("shop/one true");
        view.pods().put("shop/two", ofDaemonSet("two", "Pending"));
        now += LeavingPods.GRACE.toNanos() * 10;
        timers.forEach(Runnable::run);
        assertThat(held()).containsExactlyInAnyOrder("shop/one true", "shop/two false");
        view.pods().put("shop/two", ofDaemonSet("two", "Running"));
        assertThat(held()).containsExactly("shop/two true");
    }

    @Test
    void a_port_whose_pod_is_not_replaced_is_free_after_a_minute_and_one_of_nobody_s_pod_at_once() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        view.pods().put("shop/one", ofDaemonSet("one", "Running"));
        view.pods().put("shop/bare", pod(81));
        view.pods().put("shop/one", ofDaemonSet("one", "Failed"));
        view.pods().remove("shop/bare");
        assertThat(held()).containsExactly("shop/one true");
        heard.clear();
        now += LeavingPods.GRACE.toNanos();
        timers.forEach(Runnable::run);
        assertThat(heard).containsExactly(WEB);
        assertThat(held()).isEmpty();
    }

    private List<String> held() {
        return view.world().hostPorts().stream()
                .map(pod -> pod.pod() + " " + pod.hasRun())
                .toList();
    }

    private static Pod ofDaemonSet(String name, String phase) {
        return new PodBuilder(pod(80))
                .editMetadata()
                .withName(name)
                .addNewOwnerReference()
                .withUid("daemons")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    @Test
    void a_service_that_changes_is_heard_of_though_nobody_has_looked_since_the_last_change() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        heard.clear();
        view.services().put("shop/web", service("LoadBalancer", "Local"));
        assertThat(heard).containsExactly(WEB);
    }

    @Test
    void a_service_that_is_gone_is_heard_of_once_more() {
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        heard.clear();
        view.services().remove("shop/web");
        assertThat(heard).containsExactly(WEB);
        assertThat(view.world().services()).isEmpty();
    }

    @Test
    void endpoints_matter_to_a_local_service_alone_and_only_when_another_set_of_nodes_has_ready_ones() {
        view.services().put("shop/web", service("LoadBalancer", "Local"));
        readyNodes.put(WEB, Set.of("node-a"));
        assertThat(view.world().readyNodes()).containsEntry(WEB, Set.of("node-a"));
        heard.clear();
        view.endpointsChanged(WEB);
        view.endpointsChanged(new NamespacedName("shop", "other"));
        assertThat(heard).isEmpty();
        readyNodes.put(WEB, Set.of("node-a", "node-b"));
        view.endpointsChanged(WEB);
        assertThat(heard).containsExactly(WEB);
        assertThat(view.world().readyNodes()).containsEntry(WEB, Set.of("node-a", "node-b"));
        view.services().put("shop/web", service("LoadBalancer", "Cluster"));
        assertThat(view.world().readyNodes()).isEmpty();
    }

    private static Service service(String type, String policy) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withType(type)
                .withExternalTrafficPolicy(policy)
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private static Pod pod(Integer hostPort) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("pod")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-a")
                .addNewContainer()
                .addNewPort()
                .withContainerPort(8080)
                .withHostPort(hostPort)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }
}
