package io.portico.endpoints.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsPlan;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.topology.NodeRecord;
import io.portico.endpoints.model.topology.Topology;
import io.portico.runtime.Problem;
import io.portico.testkit.Golden;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code plan/BEHAVIOUR.yaml} holds API objects, each {@code plan/BEHAVIOUR.txt} what is to be written for them.
 */
class PlanGoldenTest {
    private static final Stamp STAMP = new Stamp(ManagedBy.OURS, "");

    static List<String> behaviours() {
        return Golden.behaviours("plan");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void plan(String behaviour) {
        var objects = Manifests.read("plan/" + behaviour);
        var service = ServiceRecord.of(objects.of(Service.class).findFirst().orElseThrow());
        var pods = objects.of(Pod.class)
                .map(PodRecord::of)
                .filter(pod -> service.matches(pod.labels()))
                .toList();
        var topology = Topology.of(objects.of(Node.class).map(NodeRecord::of).toList());
        var slices = objects.of(EndpointSlice.class).map(SliceRecord::of).toList();
        var endpoints =
                objects.of(Endpoints.class).map(EndpointsRecord::of).findFirst().orElse(null);

        var slicePlan = service.selects()
                ? EndpointSlicePlan.of(service, pods, topology, slices, 100, STAMP)
                : EndpointSlicePlan.leftovers(service.uid(), slices);
        var endpointsPlan = service.selects()
                ? EndpointsPlan.of(service, pods, endpoints, STAMP)
                : EndpointsPlan.leftovers(service, endpoints, ManagedBy.OURS);
        Golden.assertMatches(
                "plan/" + behaviour + ".txt",
                "# EndpointSlices\n" + slicePlan + "# Endpoints\n" + endpointsPlan
                        + problems(service, pods, slicePlan));
        assertThat(slicePlan.counts().slices())
                .as("slices afterwards")
                .isEqualTo(
                        service.selects()
                                ? slices.size()
                                        + slicePlan.create().size()
                                        - slicePlan.delete().size()
                                : 0);
    }

    private static String problems(ServiceRecord service, List<PodRecord> pods, EndpointSlicePlan plan) {
        var problems = Stream.concat(ResolvedPorts.problems(service, pods).stream(), plan.problems().stream())
                .toList();
        return problems.isEmpty()
                ? ""
                : "# Problems\n" + problems.stream().map(Problem::toString).collect(Collectors.joining("\n")) + "\n";
    }
}
