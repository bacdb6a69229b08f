package io.portico.nodeproxy.watch;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.nodeproxy.model.Cidr;
import io.portico.nodeproxy.model.NodeFacts;
import io.portico.nodeproxy.model.PodRanges;
import io.portico.nodeproxy.model.Reading;
import io.portico.nodeproxy.model.ServiceFacts;
import io.portico.nodeproxy.model.ServiceName;
import io.portico.nodeproxy.model.ServiceReader;
import io.portico.nodeproxy.model.SliceFacts;
import io.portico.nodeproxy.model.SliceReader;
import io.portico.nodeproxy.model.World;
import io.portico.runtime.InformerHealth;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Services, the EndpointSlices and this Node as last seen, each reduced to what matters when it arrives. Says that
 * the world changed only when something that matters did.
 */
public final class ApiView {
    /** Leaves Services to another proxy, and headless ones to DNS, before they are ever sent here. */
    static final String SELECTOR = "!service.kubernetes.io/service-proxy-name,!service.kubernetes.io/headless";

    private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
    private static final int MOST_TRIGGERS = 10_000;

    private final Runnable changed;
    private final Map<ServiceName, Reading<ServiceFacts>> services = new ConcurrentHashMap<>();
    private final Map<String, Reading<SliceFacts>> slices = new ConcurrentHashMap<>();
    private volatile List<Cidr> podRanges = List.of();
    private volatile NodeFacts nodeFacts = NodeFacts.UNKNOWN;
    private final Queue<Instant> triggers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingTriggers = new AtomicInteger();

    /** {@code changed} is called after each change; it must not block. */
    public ApiView(Runnable changed) {
        this.changed = changed;
    }

    /**
     * Starts the informers, of Nodes for the one of that name; the view is whole once {@code informers} have synced.
     */
    public void watch(KubernetesClient client, String node, InformerHealth informers) {
        var _ = informers.watch("nodes", client.nodes().withField("metadata.name", node), new NodeHandler(this));
        var _ = informers.watch(
                "services", client.services().inAnyNamespace().withLabelSelector(SELECTOR), new ServiceHandler(this));
        var _ = informers.watch(
                "endpointslices",
                client.discovery().v1().endpointSlices().inAnyNamespace().withLabelSelector(SELECTOR),
                new EndpointSliceHandler(this));
    }

    /** All that is known now, for the node of that name. */
    public World world(String node) {
        return new World(node, podRanges, services, slices);
    }

    /** What this node's own object says. */
    public NodeFacts nodeFacts() {
        return nodeFacts;
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

    /** What it says of its pods and of itself; a node that is gone is expected back with the same. */
    void seen(Node node) {
        var ranges = PodRanges.of(node);
        var facts = NodeFacts.of(node);
        if (!ranges.equals(podRanges) || !facts.equals(nodeFacts)) {
            podRanges = ranges;
            nodeFacts = facts;
            changed.run();
        }
    }

    void seen(Service service) {
        var reading = ServiceReader.read(service);
        if (!reading.equals(services.put(nameOf(service), reading))) {
            changed.run();
        }
    }

    void gone(Service service) {
        if (services.remove(nameOf(service)) != null) {
            changed.run();
        }
    }

    void seen(EndpointSlice slice) {
        if (keep(slice)) {
            changed.run();
        }
    }

    void updated(EndpointSlice before, EndpointSlice after) {
        var matters = keep(after);
        // Between the change and the signal, so that whoever takes it has the change and whoever has not taken it will.
        keepTrigger(before, after);
        if (matters) {
            changed.run();
        }
    }

    /** False when nothing changed that matters. */
    private boolean keep(EndpointSlice slice) {
        var reading = SliceReader.read(slice);
        return !reading.equals(slices.put(nameOf(slice), reading));
    }

    void gone(EndpointSlice slice) {
        if (slices.remove(nameOf(slice)) != null) {
            changed.run();
        }
    }

    private void keepTrigger(EndpointSlice before, EndpointSlice after) {
        var time = triggerTime(after);
        if (time.isEmpty() || time.equals(triggerTime(before)) || waitingTriggers.get() >= MOST_TRIGGERS) {
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

    private static String triggerTime(EndpointSlice slice) {
        var annotations = slice.getMetadata().getAnnotations();
        return annotations == null ? "" : Objects.requireNonNullElse(annotations.get(TRIGGER_TIME), "");
    }

    private static ServiceName nameOf(Service service) {
        return new ServiceName(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
    }

    private static String nameOf(EndpointSlice slice) {
        return slice.getMetadata().getNamespace() + "/" + slice.getMetadata().getName();
    }
}
