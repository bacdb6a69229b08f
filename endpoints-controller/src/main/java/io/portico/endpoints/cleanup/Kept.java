package io.portico.endpoints.cleanup;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.endpoints.model.Label;
import io.portico.endpoints.model.ManagedBy;
import io.portico.runtime.Pages;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/** What the controller keeps, as its marks say, read anew at each call. */
final class Kept {
    private final KubernetesClient client;
    private final ManagedBy ours;

    Kept(KubernetesClient client, ManagedBy ours) {
        this.client = client;
        this.ours = ours;
    }

    List<EndpointSlice> slices() {
        return Pages.all(client.discovery()
                .v1()
                .endpointSlices()
                .inAnyNamespace()
                .withLabelIn(Label.SLICE_MANAGED_BY, ours.slices(), ours.mirrored()));
    }

    /** Those of all others, which nobody touches. */
    List<EndpointSlice> slicesOfOthers() {
        return Pages.all(client.discovery()
                .v1()
                .endpointSlices()
                .inAnyNamespace()
                .withLabelNotIn(Label.SLICE_MANAGED_BY, ours.slices(), ours.mirrored()));
    }

    List<Endpoints> endpoints() {
        return Pages.all(client.endpoints().inAnyNamespace().withLabel(Label.ENDPOINTS_MANAGED_BY, ours.endpoints()));
    }

    /**
     * Deletes that very object as it was read; false when it is gone or has become another's meanwhile. By a raw
     * request, because the client's own deletion knows no UID precondition.
     */
    boolean delete(HasMetadata object, String api, String plural) {
        var metadata = object.getMetadata();
        var options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withNewPreconditions(metadata.getResourceVersion(), metadata.getUid())
                .build();
        try {
            var _ = client.raw(
                    "%s/namespaces/%s/%s/%s".formatted(api, metadata.getNamespace(), plural, metadata.getName()),
                    "DELETE",
                    options);
            return true;
        } catch (KubernetesClientException e) {
            return ifGone(e);
        }
    }

    /** Gives it another mark; false when it is gone or has become another's meanwhile. */
    boolean mark(HasMetadata object, String label, String value) {
        object.getMetadata().getLabels().put(label, value);
        try {
            var _ = client.resource(object).update();
            return true;
        } catch (KubernetesClientException e) {
            return ifGone(e);
        }
    }

    /** What changed since it was read is read again in the next round. */
    private static boolean ifGone(KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            return false;
        }
        throw e;
    }

    static String label(HasMetadata object, String label) {
        return requireNonNullElse(object.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(label, "");
    }
}
