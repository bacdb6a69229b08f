package io.portico.nodeproxy.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.model.objects.NodeFacts;
import io.portico.nodeproxy.model.objects.ServiceFacts;
import io.portico.nodeproxy.model.objects.ServiceReader;
import io.portico.nodeproxy.model.objects.World;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.decode.Kinds;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.reflector.Kind;
import io.portico.runtime.reflector.ReducedStore;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceReader;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.Reading;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Services, the EndpointSlices and this Node as last seen, each reduced to what matters when it arrives; no whole
 * object is kept. Says that the world changed only when something that matters did.
 */
public final class ApiView {
    /**
     * What is asked for, as upstream's proxy asks. Services of another proxy have a label; headless ones are told by
     * their address, and a label of theirs that says so means nothing (kubernetes/kubernetes#126769).
     */
    private static final Kind<Service> SERVED =
            Kinds.SERVICES.where("spec.clusterIP!=None").labelled("!service.kubernetes.io/service-proxy-name");

    /** Slices of headless Services have a label; whose proxy they are for is their Service's to say. */
    private static final Kind<EndpointSlice> SLICES = Kinds.ENDPOINT_SLICES.labelled("!service.kubernetes.io/headless");

    private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
    private static final int MOST_TRIGGERS = 10_000;

    private final Runnable changed;
    private volatile World world;
    private final Queue<Instant> triggers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingTriggers = new AtomicInteger();
    private final ReducedStore<Node, NodeFacts> nodes = new ReducedStore<>(NodeFacts::of, this::nodeChanged);
    private final ReducedStore<Service, SeenService> services =
            new ReducedStore<>(SeenService::of, this::serviceChanged);
    private final ReducedStore<EndpointSlice, SeenSlice> slices = new ReducedStore<>(SeenSlice::of, this::sliceChanged);

    private final ReducedStore<ServiceCIDR, SeenRanges> serviceRanges =
            new ReducedStore<>(SeenRanges::of, this::rangesChanged);

    private record SeenRanges(String name, List<Cidr> ranges) {
        static SeenRanges of(ServiceCIDR object) {
            var texts = object.getSpec() == null
                    ? List.<String>of()
                    : object.getSpec().getCidrs();
            return new SeenRanges(
                    object.getMetadata().getName(),
                    texts.stream().flatMap(text -> Cidr.parse(text).stream()).toList());
        }
    }

    private record SeenService(NamespacedName name, Reading<ServiceFacts> reading) {
        static SeenService of(Service service) {
            return new SeenService(NamespacedName.of(service), ServiceReader.read(service));
        }
    }

    private record SeenSlice(Reading<SliceFacts> reading, String triggerTime) {
        static SeenSlice of(EndpointSlice slice) {
            var annotations = slice.getMetadata().getAnnotations();
            var time = annotations == null ? null : annotations.get(TRIGGER_TIME);
            return new SeenSlice(SliceReader.read(slice), Objects.requireNonNullElse(time, ""));
        }

        static @Nullable SliceFacts facts(@Nullable SeenSlice slice) {
            return slice == null ? null : slice.reading.facts().orElse(null);
        }
    }

    /** For the node of that name. {@code changed} is called after each change; it must not block. */
    public ApiView(String node, Runnable changed) {
        this.world = World.of(node);
        this.changed = changed;
    }

    /** Starts watching; the view is whole once {@code informers} have synced. */
    public void watch(KubernetesClient client, InformerHealth informers) {
        var node = world.node().name();
        start(informers, client, Kinds.NODES.named(node), nodes);
        start(informers, client, SERVED, services);
        start(informers, client, SLICES, slices);
        informers.watch(
                Kinds.SERVICE_CIDRS.plural(), Reflector.startOptional(client, Kinds.SERVICE_CIDRS, serviceRanges));
    }

    private static <T extends HasMetadata> void start(
            InformerHealth informers, KubernetesClient client, Kind<T> kind, Sink<T> sink) {
        informers.watch(kind.plural(), Reflector.start(client, kind, sink));
    }

    /** All that is known now. */
    public World world() {
        return world;
    }

    /**
     * When the pod changes happened that led to the slice changes since the last call, as far as the slices say. What
     * they led to is in any {@link #world} taken after this call.
     */
    public List<Instant> takeTriggers() {
        var taken = new ArrayList<Instant>();
        for (var trigger = triggers.poll(); trigger != null; trigger = triggers.poll()) {
            taken.add(trigger);
        }
        waitingTriggers.addAndGet(-taken.size());
        return taken;
    }

    /** A node that is gone is expected back with the same facts: as long as the proxy runs on, so does the node. */
    private void nodeChanged(@Nullable NodeFacts before, @Nullable NodeFacts after) {
        if (after != null && !after.equals(world.node())) {
            change(w -> w.with(after));
            changed.run();
        }
    }

    private void rangesChanged(@Nullable SeenRanges before, @Nullable SeenRanges after) {
        if (after != null) {
            change(w -> w.withServiceRanges(after.name, after.ranges));
        } else if (before != null) {
            change(w -> w.withServiceRanges(before.name, null));
        }
        changed.run();
    }

    private void serviceChanged(@Nullable SeenService before, @Nullable SeenService after) {
        if (after != null) {
            change(w -> w.with(after.name, after.reading));
        } else if (before != null) {
            change(w -> w.with(before.name, null));
        }
        changed.run();
    }

    private void sliceChanged(@Nullable SeenSlice before, @Nullable SeenSlice after) {
        var was = SeenSlice.facts(before);
        var is = SeenSlice.facts(after);
        var matters = before == null || after == null || !before.reading.equals(after.reading);
        if (matters) {
            if (was != null && (is == null || !is.service().equals(was.service()))) {
                change(w -> w.with(was, null));
            }
            if (is != null && after != null) {
                change(w -> w.with(is, after.reading));
            }
        }
        if (before != null && after != null && !after.triggerTime.equals(before.triggerTime)) {
            // Between the change and the signal, so that whoever takes it has the change and whoever has not will.
            keepTrigger(after.triggerTime);
        }
        if (matters) {
            changed.run();
        }
    }

    /** Each kind has a thread of its own. */
    private synchronized void change(UnaryOperator<World> to) {
        world = to.apply(world);
    }

    private void keepTrigger(String time) {
        if (time.isEmpty() || waitingTriggers.get() >= MOST_TRIGGERS) {
            return;
        }
        try {
            triggers.add(Instant.parse(time));
            waitingTriggers.incrementAndGet();
        } catch (DateTimeParseException e) {
            // Somebody else's annotation: it is only measured by, so a wrong one is worth nothing to anybody.
            waitingTriggers.get();
        }
    }
}
