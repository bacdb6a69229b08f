package io.portico.ingress.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.objects.IngressClassFacts;
import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.IngressReader;
import io.portico.ingress.model.objects.ServiceFacts;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.status.IngressStatus;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.reflector.Kind;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceReader;
import io.portico.runtime.values.NamespacedName;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that a translation is made of, as last seen, each object reduced to its facts when it arrives; no whole object is
 * kept. Says that the world changed only when facts did; a changed status is told apart, as nothing is translated
 * because of it.
 */
public final class ClusterView implements SecretWatches.Listener {
    private final Listener listener;
    private volatile World world = World.EMPTY;
    /** Set once all kinds are counted there. */
    private volatile @Nullable InformerHealth watching;

    private final ReducedStore<IngressClass, IngressClassFacts> classes =
            new ReducedStore<>(IngressClassFacts::of, this::classChanged);
    private final ReducedStore<Ingress, SeenIngress> ingresses =
            new ReducedStore<>(SeenIngress::of, this::ingressChanged);
    private final ReducedStore<Service, ServiceFacts> services =
            new ReducedStore<>(ServiceFacts::of, this::serviceChanged);
    private final ReducedStore<EndpointSlice, SeenSlice> slices = new ReducedStore<>(SeenSlice::of, this::sliceChanged);

    /** Hears of changes, from the watches' threads; must not block. */
    public interface Listener {
        /** The world is another. */
        void worldChanged();

        /** What stands in the status of that Ingress is another, whoever wrote it. */
        void statusChanged(NamespacedName ingress);
    }

    private record SeenIngress(IngressFacts facts, IngressStatus status) {
        static SeenIngress of(Ingress ingress) {
            return new SeenIngress(IngressReader.read(ingress), IngressStatus.of(ingress));
        }
    }

    private record SeenSlice(Optional<SliceFacts> facts) {
        static SeenSlice of(EndpointSlice slice) {
            // What makes no sense in a slice is node-proxy's to tell: it sees the same ones.
            return new SeenSlice(SliceReader.read(slice).facts());
        }

        static @Nullable SliceFacts factsOf(@Nullable SeenSlice slice) {
            return slice == null ? null : slice.facts.orElse(null);
        }
    }

    /** Sees nothing yet. */
    public ClusterView(Listener listener) {
        this.listener = listener;
    }

    /** Starts watching; the view is whole once {@code health} has synced. */
    public void watch(KubernetesClient client, InformerHealth health) {
        start(health, client, Kinds.INGRESS_CLASSES, classes);
        start(health, client, Kinds.WRITTEN_INGRESSES, ingresses);
        start(health, client, Kinds.SERVICES, services);
        start(health, client, Kinds.ENDPOINT_SLICES, slices);
        watching = health;
    }

    /** Whether each kind was seen whole once; before that a {@link #world} would be a lie. */
    public boolean synced() {
        var all = watching;
        return all != null && all.synced();
    }

    private static <T extends HasMetadata> void start(
            InformerHealth health, KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        health.watch(kind.plural(), Reflector.start(client, kind, sink));
    }

    /** All that is known now. */
    public World world() {
        return world;
    }

    /** What stands in the status of that Ingress; empty when there is none such. */
    public Optional<IngressStatus> status(NamespacedName ingress) {
        return Optional.ofNullable(ingresses.record(ingress.toString())).map(SeenIngress::status);
    }

    @Override
    public void secretChanged(NamespacedName name, @Nullable CertificateSource source) {
        change(w -> w.withSecret(name, source));
    }

    private void classChanged(@Nullable IngressClassFacts before, @Nullable IngressClassFacts after) {
        var name = Objects.requireNonNull(after == null ? before : after).name();
        change(w -> w.withClass(name, after));
    }

    private void ingressChanged(@Nullable SeenIngress before, @Nullable SeenIngress after) {
        var name = Objects.requireNonNull(after == null ? before : after).facts.name();
        if (before == null || after == null || !before.facts.equals(after.facts)) {
            change(w -> w.withIngress(name, after == null ? null : after.facts));
        }
        if (before != null && after != null && !before.status.equals(after.status)) {
            listener.statusChanged(name);
        }
    }

    private void serviceChanged(@Nullable ServiceFacts before, @Nullable ServiceFacts after) {
        var name = Objects.requireNonNull(after == null ? before : after).name();
        change(w -> w.withService(name, after));
    }

    private void sliceChanged(@Nullable SeenSlice before, @Nullable SeenSlice after) {
        var was = SeenSlice.factsOf(before);
        var is = SeenSlice.factsOf(after);
        if (was == null && is == null) {
            return;
        }
        change(w -> {
            var left = was != null && (is == null || !is.service().equals(was.service()))
                    ? w.withSlice(was.service(), was.name(), null)
                    : w;
            return is == null ? left : left.withSlice(is.service(), is.name(), is);
        });
    }

    private void change(UnaryOperator<World> to) {
        // Each kind has a thread of its own.
        synchronized (this) {
            world = to.apply(world);
        }
        listener.worldChanged();
    }
}
