package io.portico.certmanager.watch;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.crypto.SecretReading;
import io.portico.certmanager.model.ManagedSecret;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.Work;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.WorkQueue;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.values.NamespacedName;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets that carry our label, each reduced when it arrives: no key stays in memory. One that is edited or deleted
 * is queued, to be mended at once; edits that change nothing for us go by.
 */
public final class SecretView {
    private final WorkQueue<Work> queue;
    private final ReducedStore<Secret, Seen> store = new ReducedStore<>(Seen::of, this::changed);

    private record Seen(NamespacedName name, StoredSecret secret) {
        static Seen of(Secret secret) {
            return new Seen(NamespacedName.of(secret), SecretReading.of(secret));
        }
    }

    /** An empty one. */
    public SecretView(WorkQueue<Work> queue) {
        this.queue = queue;
    }

    /** Starts watching; the view is whole once {@code health} has synced. */
    public void watch(KubernetesClient client, InformerHealth health) {
        var ours = Kinds.SECRETS.labelled(ManagedSecret.LABEL + "=" + ManagedSecret.LABEL_VALUE);
        health.watch("secrets", Reflector.start(client, ours, store));
    }

    /** The Secret as it was seen last; empty when it does not exist or is not ours. */
    public Optional<StoredSecret> find(NamespacedName name) {
        return Optional.ofNullable(store.record(name.toString())).map(Seen::secret);
    }

    /** Whether there is any, of whatever content. */
    public boolean any() {
        return store.size() > 0;
    }

    private void changed(@Nullable Seen before, @Nullable Seen after) {
        queue.add(new Work.Certificate(
                Objects.requireNonNull(after == null ? before : after).name()));
    }
}
