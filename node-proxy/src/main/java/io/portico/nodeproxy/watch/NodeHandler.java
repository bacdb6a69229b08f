package io.portico.nodeproxy.watch;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Carries this proxy's own Node into the view. */
record NodeHandler(ApiView view) implements ResourceEventHandler<Node> {
    @Override
    public void onAdd(Node added) {
        view.seen(added);
    }

    @Override
    public void onUpdate(Node before, Node after) {
        view.seen(after);
    }

    @Override
    public void onDelete(Node deleted, boolean finalStateUnknown) {
        // The proxy runs on: as long as it does, so does the node.
    }
}
