package io.portico.playground.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.portico.runtime.Debounce;

/** Whatever happens to objects of a kind: the world changed. */
record Signal<T>(Debounce turns) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
        turns.signal();
    }

    @Override
    public void onUpdate(T before, T after) {
        turns.signal();
    }

    @Override
    public void onDelete(T object, boolean unknown) {
        turns.signal();
    }
}
