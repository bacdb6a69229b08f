package io.portico.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What tests leave on an API server that others use after them. */
final class Leftovers {
    /** The API server's own Service, and CAs: a service that goes on running has one. */
    private static final Set<String> KEPT = Set.of("kubernetes", "kube-ca");

    private Leftovers() {}

    /** See {@link KubeApi#clear}. */
    static void remove(KubernetesClient admin) {
        Stream.<List<? extends HasMetadata>>of(
                        admin.network().v1().ingresses().inAnyNamespace().list().getItems(),
                        admin.services().inAnyNamespace().list().getItems(),
                        admin.endpoints().inAnyNamespace().list().getItems(),
                        admin.discovery()
                                .v1()
                                .endpointSlices()
                                .inAnyNamespace()
                                .list()
                                .getItems(),
                        admin.pods().inAnyNamespace().list().getItems(),
                        admin.secrets()
                                .inAnyNamespace()
                                .withLabel("portico.io/managed-by")
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .filter(object -> !KEPT.contains(object.getMetadata().getName()))
                .forEach(object -> remove(admin, object));
    }

    private static void remove(KubernetesClient admin, HasMetadata object) {
        if (!object.getMetadata().getFinalizers().isEmpty()) {
            admin.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
        }
        admin.resource(object).withGracePeriod(0).delete();
    }
}
