package io.portico.nodeproxy.watch;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Carries Services into the view. */
record ServiceHandler(ApiView view) implements ResourceEventHandler<Service> {
    @Override
    public void onAdd(Service added) {
        view.seen(added);
    }

    @Override
    public void onUpdate(Service before, Service after) {
        view.seen(after);
    }

    @Override
    public void onDelete(Service deleted, boolean finalStateUnknown) {
        view.gone(deleted);
    }
}
