package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.layout.Part;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a table the kernel refused, why, and when each is tried again: after 1 s, then less often, at least
 * each 5 minutes; 1 s after the last attempt when it is another by then. May be read by any thread.
 */
final class Refusals {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
    /** How many of them are tried in one turn, so that a thousand of them hold up nobody for long. */
    private static final int AT_A_TIME = 20;

    private static final Object RANGES = new Object();

    private final LongSupplier nanoTime;
    private final Map<Part, Refusal> refusals = new ConcurrentHashMap<>();

    /**
     * One part's.
     *
     * @param times how often since it was last taken
     * @param inARow how often in the form that it has now
     */
    private record Refusal(String why, @Nullable Object form, int times, int inARow, long lastTry) {
        private boolean isOf(Part part, ProxyState state) {
            return Objects.equals(form, formOf(part, state));
        }

        private long dueAt(Part part, ProxyState state) {
            return lastTry + (isOf(part, state) ? BACKOFF.after(inARow) : BACKOFF.first()).toNanos();
        }
    }

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The kernel refused to make that part as the state has it. */
    void add(Part part, ProxyState state, String why) {
        var before = refusals.get(part);
        var times = before == null ? 1 : before.times + 1;
        var inARow = before != null && before.isOf(part, state) ? before.inARow + 1 : 1;
        refusals.put(part, new Refusal(why, formOf(part, state), times, inARow, nanoTime.getAsLong()));
    }

    /** Forgets those that the rules have as the state wants them. */
    void forgetSettled(Ruleset rules, ProxyState state) {
        refusals.keySet().removeIf(part -> rules.has(part, state));
    }

    /** Which there are. */
    Set<Part> parts() {
        return Set.copyOf(refusals.keySet());
    }

    /** Those of the parts that were never refused. */
    List<Part> without(Collection<Part> parts) {
        return parts.stream().filter(part -> !refusals.containsKey(part)).toList();
    }

    /** Those that should be tried now; the others wait. */
    List<Part> due(ProxyState state) {
        var now = nanoTime.getAsLong();
        return refusals.entrySet().stream()
                .filter(refusal -> refusal.getValue().dueAt(refusal.getKey(), state) - now <= 0)
                .map(Map.Entry::getKey)
                .limit(AT_A_TIME)
                .toList();
    }

    /** How long until some is due, in nanoseconds; negative when there is none at all. */
    long untilNext(ProxyState state) {
        var now = nanoTime.getAsLong();
        return refusals.entrySet().stream()
                .mapToLong(refusal -> Math.max(0, refusal.getValue().dueAt(refusal.getKey(), state) - now))
                .min()
                .orElse(-1);
    }

    /** Why, by part. */
    Map<Part, String> reasons() {
        return refusals.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, refusal -> refusal.getValue().why));
    }

    /** As {@link #reasons}, of those that were refused at least twice: trouble of a moment is nobody's fault. */
    Map<Part, String> lasting() {
        return refusals.entrySet().stream()
                .filter(refusal -> refusal.getValue().times > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, refusal -> refusal.getValue().why));
    }

    private static @Nullable Object formOf(Part part, ProxyState state) {
        return switch (part) {
            case Part.OfService(var name) -> state.services().get(name);
            // Ranges are few, and what they are made from is compared by value elsewhere.
            case Part.OfRanges _ -> RANGES;
        };
    }
}
