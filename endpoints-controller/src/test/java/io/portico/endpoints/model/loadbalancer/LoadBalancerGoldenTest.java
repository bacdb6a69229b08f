package io.portico.endpoints.model.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.runtime.values.NamespacedName;
import io.portico.testkit.Golden;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code load-balancers/BEHAVIOUR.yaml} holds API objects, each {@code .txt} the plan for them. Where the first
 * line says {@code # default: true}, Services without a class are served, too.
 */
class LoadBalancerGoldenTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<String> behaviours() {
        return Golden.behaviours("load-balancers");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void plan(String behaviour) {
        var text = Golden.read("load-balancers/" + behaviour + ".yaml");
        var objects = Stream.of(text.split("(?m)^---\n"))
                .map(document -> YAML.<HasMetadata>unmarshal(document))
                .toList();
        var choices = LoadBalancerChoices.of(
                text.startsWith("# default: true"), LoadBalancerChoices.GUARDED_PORTS, LoadBalancerChoices.NODE_PORTS);
        var plan = LoadBalancerPlan.of(world(objects), choices);
        Golden.assertMatches("load-balancers/" + behaviour + ".txt", plan.toString());
        assertThat(LoadBalancerPlan.of(world(objects.reversed()), choices).toString())
                .as("for the same objects in another order")
                .isEqualTo(plan.toString());
    }

    private static LoadBalancerWorld world(List<HasMetadata> objects) {
        return new LoadBalancerWorld(
                of(objects, Service.class)
                        .flatMap(service -> LoadBalancerService.of(service).stream())
                        .toList(),
                of(objects, Node.class).map(LendingNode::of).toList(),
                of(objects, Pod.class)
                        .flatMap(pod -> HostPorts.of(pod).stream())
                        .toList(),
                readyNodes(objects));
    }

    private static Map<NamespacedName, Set<String>> readyNodes(List<HasMetadata> objects) {
        return of(objects, EndpointSlice.class)
                .map(SliceRecord::of)
                .collect(Collectors.toMap(
                        slice -> slice.service().orElseThrow(),
                        slice -> slice.endpoints().stream()
                                .filter(SliceEndpoint::ready)
                                .map(SliceEndpoint::nodeName)
                                .collect(Collectors.toSet())));
    }

    private static <T> Stream<T> of(List<HasMetadata> objects, Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
