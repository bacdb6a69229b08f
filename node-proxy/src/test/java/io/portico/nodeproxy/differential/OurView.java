package io.portico.nodeproxy.differential;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.watch.ApiView;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What this proxy makes of the API server: it asks by its own requests, as upstream's does by its own. */
final class OurView implements AutoCloseable {
    private final KubernetesClient client;
    private final String node;
    private final InformerHealth informers = new InformerHealth();
    private final ApiView view;
    private ProxyState state = ProxyState.EMPTY;

    OurView(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
        this.view = new ApiView(node, () -> {});
        view.watch(client, informers);
        await().atMost(Duration.ofSeconds(60)).until(informers::synced);
    }

    /** What it chooses once all is seen that was written of that Service, and so all that was written before. */
    Chosen chosen(NamespacedName last, int port) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> view.world()
                                .node()
                                .equals(NodeFacts.of(
                                        client.nodes().withName(node).get()))
                        && ports(last).toList().equals(List.of(port, port)));
        state = ProxyState.of(view.world(), state);
        var chosen = new Chosen();
        chosen.add(state);
        return chosen;
    }

    private Stream<Integer> ports(NamespacedName name) {
        var known = view.world().services().get(name);
        return known == null
                ? Stream.of()
                : Stream.concat(
                        known.facts().map(ServiceFacts::ports).stream()
                                .flatMap(List::stream)
                                .filter(port -> port.name().equals(RandomCluster.LAST))
                                .map(ServiceFacts.Port::number),
                        known.slices().stream()
                                .flatMap(slice -> slice.facts().stream())
                                .map(SliceFacts::ports)
                                .flatMap(List::stream)
                                .filter(port -> port.name().equals(RandomCluster.LAST))
                                .map(SliceFacts.Port::number));
    }

    @Override
    public void close() {
        informers.close();
    }
}
