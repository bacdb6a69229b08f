package io.portico.endpoints.model.mirror;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.Manifests;
import io.portico.endpoints.model.ServiceRecord;
import io.portico.endpoints.model.slices.SliceRecord;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.testkit.Golden;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code mirror/BEHAVIOUR.yaml} holds API objects, each {@code mirror/BEHAVIOUR.txt} how they are mirrored. */
class MirrorGoldenTest {
    static List<String> behaviours() {
        return Golden.behaviours("mirror");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviours")
    void mirror(String behaviour) {
        var objects = Manifests.read("mirror/" + behaviour);
        var plan = MirrorPlan.of(
                objects.of(Service.class).map(ServiceRecord::of).findFirst().orElse(null),
                objects.of(Endpoints.class).map(EndpointsRecord::of).findFirst().orElse(null),
                objects.of(EndpointSlice.class).map(SliceRecord::of).toList(),
                ManagedBy.OURS);
        var counts = plan.slices().counts();
        var out = new StringBuilder(plan.slices().toString())
                .append("# slices: %d; endpoints: %d, %d added, %d updated, %d removed; skipped: %d\n"
                        .formatted(
                                counts.slices(),
                                counts.endpoints(),
                                counts.added(),
                                plan.updated(),
                                counts.removed(),
                                plan.skipped()));
        plan.problems().forEach(problem -> out.append(problem).append('\n'));
        Golden.assertMatches("mirror/" + behaviour + ".txt", out.toString());
    }
}
