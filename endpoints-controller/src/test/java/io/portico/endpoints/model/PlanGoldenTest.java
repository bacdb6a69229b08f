package io.portico.endpoints.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.slices.TrafficHints;
import io.portico.endpoints.model.subsets.EndpointsPlan;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.runtime.Problem;
import io.portico.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<String> behaviours() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/plan"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void plan(String behaviour) {
        var objects = Stream.of(Golden.read("plan/" + behaviour + ".yaml").split("(?m)^---\n"))
                .map(document -> YAML.<HasMetadata>unmarshal(document))
                .toList();
        var service = ServiceRecord.of(of(objects, Service.class).findFirst().orElseThrow());
        var pods = of(objects, Pod.class)
                .map(PodRecord::of)
                .filter(pod -> service.matches(pod.labels()))
                .toList();
        var zones = of(objects, Node.class)
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        node -> java.util.Objects.requireNonNullElse(
                                        node.getMetadata().getLabels(), java.util.Map.<String, String>of())
                                .getOrDefault(Label.ZONE, "")));
        var slices = of(objects, EndpointSlice.class).map(SliceRecord::of).toList();
        var endpoints = of(objects, Endpoints.class)
                .map(EndpointsRecord::of)
                .findFirst()
                .orElse(null);

        var slicePlan = service.selects()
                ? EndpointSlicePlan.of(service, pods, zones, slices, 100, STAMP)
                : EndpointSlicePlan.leftovers(service.uid(), slices);
        var endpointsPlan = service.selects()
                ? EndpointsPlan.of(service, pods, endpoints, STAMP)
                : EndpointsPlan.leftovers(service.uid(), endpoints, ManagedBy.OURS);
        Golden.assertMatches(
                "plan/" + behaviour + ".txt",
                "# EndpointSlices\n" + slicePlan + "# Endpoints\n" + endpointsPlan + problems(service, pods));
        assertThat(slicePlan.counts().slices())
                .as("slices afterwards")
                .isEqualTo(
                        service.selects()
                                ? slices.size()
                                        + slicePlan.create().size()
                                        - slicePlan.delete().size()
                                : 0);
    }

    private static String problems(ServiceRecord service, List<PodRecord> pods) {
        var problems = Stream.concat(
                        ResolvedPorts.problems(service, pods).stream(), TrafficHints.problem(service).stream())
                .toList();
        return problems.isEmpty()
                ? ""
                : "# Problems\n" + problems.stream().map(Problem::toString).collect(Collectors.joining("\n")) + "\n";
    }

    private static <T> Stream<T> of(List<HasMetadata> objects, Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
