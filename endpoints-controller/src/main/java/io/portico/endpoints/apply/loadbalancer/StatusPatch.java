package io.portico.endpoints.apply.loadbalancer;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.endpoints.model.loadbalancer.LoadBalancerPlan.Outcome;
import io.portico.endpoints.model.loadbalancer.Published;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The strategic merge patch of a Service's status subresource that makes it as the plan wants it. The subresource takes
 * finalizers, too, so no right to change Services is needed; upstream's service controller does the same. Finalizers
 * and conditions of others are not touched.
 */
final class StatusPatch {
    private static final PatchContext PATCH = new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager("portico-endpoints-controller")
            .build();

    private StatusPatch() {}

    /** Writes it, and returns what the Service is then; a conflict when somebody changed the Service meanwhile. */
    static Service write(KubernetesClient client, Outcome outcome) {
        var key = outcome.service().key();
        return client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .status()
                .patch(
                        PATCH,
                        client.getKubernetesSerialization()
                                .asJson(of(outcome, Instant.now().truncatedTo(ChronoUnit.SECONDS))));
    }

    static Map<String, Object> of(Outcome outcome, Instant now) {
        var before = outcome.service().published();
        var after = outcome.wanted();
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("resourceVersion", outcome.service().resourceVersion());
        if (before.finalizer() != after.finalizer()) {
            metadata.put(
                    after.finalizer() ? "finalizers" : "$deleteFromPrimitiveList/finalizers",
                    List.of(Published.FINALIZER));
        }
        var status = new LinkedHashMap<String, Object>();
        if (!before.ingress().equals(after.ingress())) {
            status.put(
                    "loadBalancer",
                    Map.of(
                            "ingress",
                            after.ingress().stream().map(StatusPatch::entry).toList()));
        }
        if (!before.condition().equals(after.condition())) {
            status.put("conditions", List.of(condition(before, after, now)));
        }
        return Map.of("metadata", metadata, "status", status);
    }

    private static Map<String, Object> entry(Published.Ingress ingress) {
        var entry = new LinkedHashMap<String, Object>();
        if (!ingress.ip().isEmpty()) {
            entry.put("ip", ingress.ip());
        }
        if (!ingress.hostname().isEmpty()) {
            entry.put("hostname", ingress.hostname());
        }
        if (!ingress.mode().isEmpty()) {
            entry.put("ipMode", ingress.mode());
        }
        if (!ingress.ports().isEmpty()) {
            entry.put(
                    "ports",
                    ingress.ports().stream()
                            .map(port -> Map.of("port", port.number(), "protocol", port.protocol()))
                            .toList());
        }
        return entry;
    }

    private static Map<String, Object> condition(Published before, Published after, Instant now) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", Published.CONDITION);
        after.condition()
                .ifPresentOrElse(
                        condition -> {
                            entry.put("status", condition.assigned() ? "True" : "False");
                            entry.put("reason", condition.reason());
                            entry.put("message", condition.message());
                            var flips = before.condition()
                                    .filter(earlier -> earlier.assigned() == condition.assigned())
                                    .isEmpty();
                            if (flips) {
                                entry.put("lastTransitionTime", now.toString());
                            }
                        },
                        () -> entry.put("$patch", "delete"));
        return entry;
    }
}
