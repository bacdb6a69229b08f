package io.portico.endpoints.apply.takeover;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.portico.endpoints.model.takeover.Write;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who else writes the same objects of a Service, judged by what was observed here and by no other host's clock. While
 * somebody does, this controller gives way: the other gets {@link Patience#yield} to do what there is to do, and where
 * its last write left something to do, the next one here comes {@link Patience#spacing} after the one before. Whoever
 * lets a change lie for longer than {@link Patience#yield} has ended, and is heeded no more until it writes again.
 *
 * <p>kube-controller-manager is known by its name. Anybody else is a rival once two of their writes followed one of
 * ours within {@link Patience#memory}: one is a user's edit, which is mended at once.
 */
public final class Rivalry {
    private static final long GONE = Long.MAX_VALUE;

    private final Patience patience;
    private final LongSupplier nanos;
    /** In the order of own writes, so that the oldest are the first to be forgotten. */
    private final Map<NamespacedName, Side> sides = new LinkedHashMap<>();

    /**
     * How long is waited for another.
     *
     * @param yield for it to do what there is to do
     * @param memory after its last write it counts as gone
     * @param spacing between writes of one object that it does not agree with
     * @param lag its slices may have behind the pods, beside this controller's
     */
    public record Patience(Duration yield, Duration memory, Duration spacing, Duration lag) {
        /** 2 s, 30 s, a minute, 10 s. */
        public static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(10));
    }

    private record Foreign(Write write, long at) {
        boolean is(String uid, long version) {
            return write.uid().equals(uid) && write.version() == version;
        }
    }

    /** One Service. */
    private static final class Side {
        private final Map<String, Long> own = new HashMap<>();
        private boolean wrote;
        private long wroteAt;
        /** The last write of somebody who is no rival yet. */
        private @Nullable Foreign stranger;

        private @Nullable Foreign rival;
        private @Nullable Foreign rivalBefore;
        /** There was nothing to do after the rival's last write. */
        private boolean agreed;

        private boolean pending;
        private long pendingSince;
    }

    /**
     * Nobody else writes yet.
     *
     * @param nanos as {@link System#nanoTime}
     */
    public Rivalry(Patience patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
    }

    /** An object was created or updated by this replica; {@code answer} is what the API server says of it. */
    public synchronized void wrote(NamespacedName service, ObjectMeta answer) {
        var uid = answer.getUid();
        var version = Write.version(answer);
        var side = written(service);
        side.own.put(uid, version);
        // Its echo can be sooner than its answer.
        if (side.rival != null && side.rival.is(uid, version)) {
            side.rival = side.rivalBefore;
            side.rivalBefore = null;
        }
        if (side.stranger != null && side.stranger.is(uid, version)) {
            side.stranger = null;
        }
    }

    /** An object was deleted by this replica. */
    public synchronized void deleted(NamespacedName service, ObjectMeta metadata) {
        written(service).own.put(metadata.getUid(), GONE);
    }

    /** An object of the Service was seen to be written. */
    public synchronized void seen(NamespacedName service, Write write) {
        var now = nanos.getAsLong();
        var side = sides.get(service);
        var own = side == null ? null : side.own.get(write.uid());
        if (own != null && write.version() <= own) {
            return;
        }
        var foreign = new Foreign(write, now);
        if (!write.byEndpointController()) {
            if (side == null || own == null || now - side.wroteAt > patience.memory.toNanos()) {
                return;
            }
            if (side.stranger == null) {
                side.stranger = foreign;
                return;
            }
        }
        if (side == null) {
            side = new Side();
            sides.put(service, side);
        }
        side.rivalBefore = side.rival;
        side.rival = foreign;
        side.agreed = false;
        side.pending = false;
    }

    /** An object of the Service was seen to be gone. */
    public synchronized void gone(NamespacedName service, String uid) {
        var side = sides.get(service);
        if (side == null) {
            return;
        }
        var own = side.own.remove(uid);
        if (side.rival != null && (own == null || own != GONE)) {
            side.rival = new Foreign(side.rival.write, nanos.getAsLong());
            side.agreed = false;
            side.pending = false;
        }
    }

    /**
     * How long to wait before the Service is written, which is to be done; zero for not at all. Asked again after that
     * time, in which the rival may have done it.
     */
    public synchronized Duration turn(NamespacedName service) {
        var side = sides.get(service);
        if (side == null || side.rival == null) {
            return Duration.ZERO;
        }
        var now = nanos.getAsLong();
        var wait = 0L;
        if (now - side.rival.at < patience.memory.toNanos()) {
            if (!side.pending) {
                side.pending = true;
                side.pendingSince = now;
            }
            wait = side.pendingSince + patience.yield.toNanos() - now;
        }
        if (side.wrote && !side.agreed && side.rival.at - side.wroteAt > 0) {
            wait = Math.max(wait, side.wroteAt + patience.spacing.toNanos() - now);
        }
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        side.rival = null;
        side.rivalBefore = null;
        side.pending = false;
        return Duration.ZERO;
    }

    /** There is nothing to write for the Service. */
    public synchronized void settled(NamespacedName service) {
        var side = sides.get(service);
        if (side != null) {
            side.agreed = true;
            side.pending = false;
        }
    }

    /** Who else writes the Service's objects now. */
    public synchronized Optional<String> rival(NamespacedName service) {
        return Optional.ofNullable(sides.get(service))
                .map(side -> side.rival)
                .filter(this::remembered)
                .map(rival -> rival.write.manager());
    }

    /** How many Services somebody else writes now. */
    public synchronized int contested() {
        return (int) sides.values().stream()
                .filter(side -> side.rival != null && remembered(side.rival))
                .count();
    }

    /** Forgets everything: another replica writes from now on. */
    public synchronized void clear() {
        sides.clear();
    }

    private boolean remembered(Foreign foreign) {
        return nanos.getAsLong() - foreign.at < patience.memory.toNanos();
    }

    /** The Service's side, at the end of the order; those that are too old to matter go. */
    private Side written(NamespacedName service) {
        var now = nanos.getAsLong();
        var present = sides.remove(service);
        var side = present == null ? new Side() : present;
        sides.put(service, side);
        side.wrote = true;
        side.wroteAt = now;
        var oldest = sides.values().iterator();
        while (oldest.hasNext()) {
            var one = oldest.next();
            if ((one.wrote && now - one.wroteAt <= patience.spacing.toNanos())
                    || (one.rival != null && now - one.rival.at <= patience.spacing.toNanos())) {
                break;
            }
            oldest.remove();
        }
        return side;
    }
}
