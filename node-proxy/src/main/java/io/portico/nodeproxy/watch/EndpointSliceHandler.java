package io.portico.nodeproxy.watch;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Carries EndpointSlices into the view. */
record EndpointSliceHandler(ApiView view) implements ResourceEventHandler<EndpointSlice> {
    @Override
    public void onAdd(EndpointSlice added) {
        view.seen(added);
    }

    @Override
    public void onUpdate(EndpointSlice before, EndpointSlice after) {
        view.updated(before, after);
    }

    @Override
    public void onDelete(EndpointSlice deleted, boolean finalStateUnknown) {
        view.gone(deleted);
    }
}
