package io.portico.endpoints.apply;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.portico.endpoints.apply.takeover.Rivalry;
import io.portico.endpoints.apply.takeover.Takeovers;
import io.portico.endpoints.model.slices.EndpointSlicePlan;
import io.portico.endpoints.model.subsets.EndpointsPlan;
import io.portico.runtime.NamespaceEnd;
import io.portico.runtime.RateLimit;
import io.portico.runtime.values.NamespacedName;
import java.net.HttpURLConnection;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Writes plans, and remembers each write in {@link Expectations}. Updates carry the resourceVersion, deletions also the
 * UID, so a write planned from an old view, or by a replica that no longer leads, fails instead of undoing a newer one.
 */
final class PlanWriter {
    private static final Logger LOG = Logger.getLogger(PlanWriter.class);

    private final KubernetesClient client;
    private final Expectations expectations;
    private final Takeovers takeovers;
    private final BooleanSupplier mayWrite;
    private final RateLimit limit;

    /** The plan may be older than the objects that the API server knows: plan again. */
    static final class StaleView extends Exception {
        StaleView(Throwable cause) {
            super(cause);
        }

        StaleView(String message) {
            super(message);
        }
    }

    /**
     * @param takeovers hears of each write
     * @param mayWrite is asked before each write: whether this replica leads
     * @param limit of writes a second
     */
    PlanWriter(
            KubernetesClient client,
            Expectations expectations,
            Takeovers takeovers,
            BooleanSupplier mayWrite,
            RateLimit limit) {
        this.client = client;
        this.expectations = expectations;
        this.takeovers = takeovers;
        this.mayWrite = mayWrite;
        this.limit = limit;
    }

    /**
     * Creates, then updates, then deletes slices, and stops at the first that fails.
     *
     * @param written hears of each write: {@code create}, {@code update} or {@code delete}
     */
    void write(NamespacedName service, EndpointSlicePlan plan, Consumer<String> written) throws StaleView {
        for (var slice : plan.create()) {
            create(
                    service,
                    takeovers.slices(),
                    () -> slices(service).resource(ApiObjects.slice(slice)).create());
            written.accept("create");
        }
        for (var slice : plan.update()) {
            update(
                    service,
                    takeovers.slices(),
                    () -> slices(service).resource(ApiObjects.slice(slice)).update());
            written.accept("update");
        }
        for (var slice : plan.delete()) {
            delete(service, takeovers.slices(), "/apis/discovery.k8s.io/v1", "endpointslices", slice.metadata());
            written.accept("delete");
        }
    }

    /** Writes an Endpoints object. */
    void write(NamespacedName service, EndpointsPlan plan) throws StaleView {
        switch (plan) {
            case EndpointsPlan.Keep() -> {}
            case EndpointsPlan.Create(var endpoints) ->
                create(
                        service,
                        takeovers.endpoints(),
                        () -> endpoints(service)
                                .resource(ApiObjects.endpoints(endpoints))
                                .create());
            case EndpointsPlan.Update(var endpoints) ->
                update(
                        service,
                        takeovers.endpoints(),
                        () -> endpoints(service)
                                .resource(ApiObjects.endpoints(endpoints))
                                .update());
            case EndpointsPlan.Delete(var endpoints) ->
                delete(service, takeovers.endpoints(), "/api/v1", "endpoints", endpoints.metadata());
        }
    }

    private NonNamespaceOperation<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slices(
            NamespacedName service) {
        return client.discovery().v1().endpointSlices().inNamespace(service.namespace());
    }

    private NonNamespaceOperation<Endpoints, EndpointsList, Resource<Endpoints>> endpoints(NamespacedName service) {
        return client.endpoints().inNamespace(service.namespace());
    }

    private void awaitTurn() throws StaleView {
        limit.acquire();
        if (!mayWrite.getAsBoolean()) {
            throw new StaleView("another replica may lead by now");
        }
    }

    private void create(NamespacedName service, Rivalry rivalry, Supplier<? extends HasMetadata> call)
            throws StaleView {
        awaitTurn();
        try {
            var answer = call.get().getMetadata();
            expectations.wrote(service, answer);
            rivalry.wrote(service, answer);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new StaleView(e);
            }
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && !NamespaceEnd.refused(e)) {
                throw e;
            }
            LOG.debugf("%s: its namespace ends, so nothing is created for it", service);
        }
    }

    private void update(NamespacedName service, Rivalry rivalry, Supplier<? extends HasMetadata> call)
            throws StaleView {
        awaitTurn();
        try {
            var answer = call.get().getMetadata();
            expectations.wrote(service, answer);
            rivalry.wrote(service, answer);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new StaleView(e);
            }
            throw e;
        }
    }

    /** By a raw request, because the client's own deletion knows no UID precondition. */
    private void delete(NamespacedName service, Rivalry rivalry, String api, String plural, ObjectMeta metadata)
            throws StaleView {
        var path = "%s/namespaces/%s/%s/%s".formatted(api, metadata.getNamespace(), plural, metadata.getName());
        var options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withNewPreconditions(metadata.getResourceVersion(), metadata.getUid())
                .build();
        awaitTurn();
        try {
            var _ = client.raw(path, "DELETE", options);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new StaleView(e);
            }
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            LOG.debugf("%s: somebody else deleted %s", service, path);
        }
        expectations.deleted(service, metadata);
        rivalry.deleted(service, metadata);
    }
}
