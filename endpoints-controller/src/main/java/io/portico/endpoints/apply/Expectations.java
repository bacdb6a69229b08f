package io.portico.endpoints.apply;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What this replica wrote and has not seen come back yet. A plan made from a view that lacks its own last writes would
 * write them again, so such a Service waits; the echo of a write, when it comes, needs no reconcile. Upstream's
 * EndpointSliceTracker does this with generations; resourceVersions, which are integers that grow (KEP-5504), cover
 * Endpoints and changed labels as well.
 */
public final class Expectations {
    private static final Logger LOG = Logger.getLogger(Expectations.class);
    private static final long GONE = Long.MAX_VALUE;

    private final Duration patience;
    private final Map<NamespacedName, Map<String, Expected>> expected = new HashMap<>();
    private final Set<NamespacedName> waiting = new HashSet<>();
    /** Of Services that are being written: what was seen since, which can be sooner than the answer to the write. */
    private final Map<NamespacedName, Map<String, Long>> seenMeanwhile = new HashMap<>();

    record Expected(long version, long sinceNanos) {}

    /** Writes of one Service that were not seen at some time. */
    record Outstanding(NamespacedName service, Map<String, Expected> writes) {}

    /**
     * Expects nothing yet.
     *
     * @param patience after which an echo that never came is given up, as when somebody deleted the object before its
     *     creation was seen
     */
    public Expectations(Duration patience) {
        this.patience = patience;
    }

    /** Writes for that Service begin, by the one thread that has it in hand. */
    synchronized void writing(NamespacedName service) {
        seenMeanwhile.put(service, new HashMap<>());
    }

    /** These writes have ended, well or not. */
    synchronized void ended(NamespacedName service) {
        seenMeanwhile.remove(service);
    }

    /** An object was created or updated; {@code metadata} is the answer of the API server. */
    synchronized void wrote(NamespacedName service, ObjectMeta metadata) {
        expect(service, metadata.getUid(), version(metadata));
    }

    /** An object was deleted. */
    synchronized void deleted(NamespacedName service, ObjectMeta metadata) {
        expect(service, metadata.getUid(), GONE);
    }

    /**
     * The Service's writes that were not seen yet, to be taken before the view is read: an echo may come in between.
     */
    synchronized Outstanding outstanding(NamespacedName service) {
        return new Outstanding(service, Map.copyOf(expected.getOrDefault(service, Map.of())));
    }

    /**
     * Whether the objects seen show those writes. If not, the Service is due when the last of them is {@link #seen}.
     */
    synchronized boolean met(Outstanding outstanding, List<ObjectMeta> view) {
        var versions = new HashMap<String, Long>();
        view.forEach(metadata -> versions.put(metadata.getUid(), version(metadata)));
        var unseen = new HashMap<>(outstanding.writes);
        unseen.entrySet().removeIf(write -> {
            var seen = versions.get(write.getKey());
            var wanted = write.getValue().version;
            return (wanted == GONE ? seen == null : seen != null && seen >= wanted)
                    || tooOld(outstanding.service, write.getValue());
        });
        var mine = expected.get(outstanding.service);
        if (mine != null) {
            mine.entrySet().removeIf(write -> !unseen.containsKey(write.getKey()));
            if (mine.isEmpty()) {
                expected.remove(outstanding.service);
            }
        }
        if (unseen.isEmpty()) {
            waiting.remove(outstanding.service);
        } else {
            waiting.add(outstanding.service);
        }
        return unseen.isEmpty();
    }

    /**
     * An object was seen, or seen to be gone.
     *
     * @return whether the Service is due: the object is not the echo of an own write, or it is one that was waited for
     */
    public synchronized boolean seen(NamespacedName service, ObjectMeta metadata, boolean gone) {
        var meanwhile = seenMeanwhile.get(service);
        if (meanwhile != null) {
            meanwhile.put(metadata.getUid(), gone ? GONE : version(metadata));
        }
        var mine = expected.get(service);
        var wanted = mine == null ? null : mine.get(metadata.getUid());
        if (mine == null || wanted == null) {
            return true;
        }
        var echo = gone ? wanted.version == GONE : version(metadata) <= wanted.version;
        if (gone || version(metadata) >= wanted.version) {
            mine.remove(metadata.getUid());
            if (mine.isEmpty()) {
                expected.remove(service);
            }
        }
        return !echo || waiting.remove(service);
    }

    /** Forgets everything: another replica writes from now on. */
    public synchronized void clear() {
        expected.clear();
        waiting.clear();
        seenMeanwhile.clear();
    }

    private void expect(NamespacedName service, String uid, long version) {
        var seen = seenMeanwhile.getOrDefault(service, Map.of()).get(uid);
        if (seen != null && seen >= version) {
            return;
        }
        expected.computeIfAbsent(service, key -> new HashMap<>()).put(uid, new Expected(version, System.nanoTime()));
    }

    private boolean tooOld(NamespacedName service, Expected one) {
        var old = System.nanoTime() - one.sinceNanos >= patience.toNanos();
        if (old) {
            LOG.warnf("%s: a write of %d s ago was never seen again; going on without", service, patience.toSeconds());
        }
        return old;
    }

    private static long version(ObjectMeta metadata) {
        try {
            return Long.parseLong(Objects.requireNonNullElse(metadata.getResourceVersion(), "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
