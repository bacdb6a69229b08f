package io.portico.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one watch has heard, and when. Written by the thread that watches, read by any. */
public final class WatchLog {
    private final InstantSource clock;
    private volatile @Nullable Instant listed;
    private volatile @Nullable Instant heard;
    private volatile @Nullable Failure failure;

    private record Failure(Instant at, String message) {}

    /** Has heard nothing. */
    public WatchLog(InstantSource clock) {
        this.clock = clock;
    }

    /** All objects were listed. */
    public void listed() {
        listed = clock.instant();
    }

    /** Something came: a change, or a sign that nothing changed. */
    public void heard() {
        heard = clock.instant();
    }

    /** A list or a watch failed; it is tried again. */
    public void failed(String why) {
        failure = new Failure(clock.instant(), why);
    }

    /** For {@code /state}: ages in whole seconds, null for never. */
    public Map<String, @Nullable Object> entries(boolean synced) {
        var entries = new LinkedHashMap<String, @Nullable Object>();
        entries.put("synced", synced);
        entries.put("listAgeSeconds", age(listed));
        entries.put("eventAgeSeconds", age(heard));
        var last = failure;
        entries.put("failureAgeSeconds", last == null ? null : age(last.at));
        entries.put("failure", last == null ? null : last.message);
        return entries;
    }

    private @Nullable Long age(@Nullable Instant then) {
        return then == null
                ? null
                : Math.max(0, Duration.between(then, clock.instant()).toSeconds());
    }
}
