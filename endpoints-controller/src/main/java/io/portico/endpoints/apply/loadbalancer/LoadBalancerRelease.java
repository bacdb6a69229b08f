package io.portico.endpoints.apply.loadbalancer;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.endpoints.model.loadbalancer.LendingNode;
import io.portico.endpoints.model.loadbalancer.LoadBalancerPlan;
import io.portico.endpoints.model.loadbalancer.LoadBalancerService;
import io.portico.endpoints.model.loadbalancer.LoadBalancerWorld;
import io.portico.runtime.Pages;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Takes addresses, condition and finalizer off every Service that has them from here, for good. */
public final class LoadBalancerRelease {
    private static final int ATTEMPTS = 10;

    private final KubernetesClient client;

    /** Of that cluster. */
    public LoadBalancerRelease(KubernetesClient client) {
        this.client = client;
    }

    /** The Services that have something from here. */
    public List<Service> services() {
        return Pages.all(client.services().inAnyNamespace()).stream()
                .filter(service -> !plan(List.of(), service).outcomes().isEmpty())
                .toList();
    }

    /** Takes it off one of them, whatever others change meanwhile; false when it is gone or has nothing any more. */
    public Predicate<Service> release() {
        var nodes = Pages.all(client.nodes()).stream().map(LendingNode::of).toList();
        return service -> release(nodes, service);
    }

    private boolean release(List<LendingNode> nodes, Service service) {
        var metadata = service.getMetadata();
        var current = service;
        for (var attempt = 1; current != null; attempt++) {
            var outcomes = plan(nodes, current).outcomes().values();
            if (outcomes.isEmpty()) {
                return false;
            }
            try {
                var _ = StatusPatch.write(client, outcomes.iterator().next());
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                current = client.services()
                        .inNamespace(metadata.getNamespace())
                        .withName(metadata.getName())
                        .get();
            }
        }
        return false;
    }

    private static LoadBalancerPlan plan(List<LendingNode> nodes, Service service) {
        return LoadBalancerPlan.releasing(
                new LoadBalancerWorld(LoadBalancerService.of(service).stream().toList(), nodes, List.of(), Map.of()));
    }
}
