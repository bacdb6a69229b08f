package io.portico.certmanager.model;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often a certificate may still be issued for one Secret. Five issues are free; the next waits a minute after the
 * one before it, and each further one twice as long, up to an hour. After a quiet time (twice the last wait, at least
 * ten minutes) the count starts anew. So a second writer that fights for the Secret costs at most some dozen issues a
 * day, where cert-manager's users saw thousands an hour (cert-manager #4846, #6714, #7828).
 *
 * <p>It is kept in an annotation of the Secret and survives restarts, and in memory and survives the Secret.
 *
 * @param streak issues in a row
 * @param last when the last of them was; null when there was none
 */
public record IssuanceBudget(int streak, @Nullable Instant last) {
    /** Nothing was issued yet. */
    public static final IssuanceBudget UNSPENT = new IssuanceBudget(0, null);

    private static final int FREE = 5;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration SHORTEST_QUIET = Duration.ofMinutes(10);
    private static final Pattern ANNOTATION = Pattern.compile("([0-9]{1,6}), last (\\S{1,40})");

    /** What {@link #annotation} wrote; anything else, null included, counts as unspent. */
    public static IssuanceBudget parse(@Nullable String annotation) {
        if (annotation == null) {
            return UNSPENT;
        }
        var matcher = ANNOTATION.matcher(annotation);
        try {
            return matcher.matches()
                    ? new IssuanceBudget(Integer.parseInt(matcher.group(1)), Instant.parse(matcher.group(2)))
                    : UNSPENT;
        } catch (DateTimeParseException e) {
            return UNSPENT;
        }
    }

    /** {@code 3, last 2026-11-22T15:00:00Z}: three issues in a row, the last of them then. */
    public String annotation() {
        return last == null ? "" : streak + ", last " + last;
    }

    /** The one that has more spent: of memory and annotation the stricter one counts. */
    public IssuanceBudget stricter(IssuanceBudget other) {
        if (last == null || other.last == null) {
            return last == null ? other : this;
        }
        return last.isBefore(other.last) ? other : this;
    }

    /**
     * When the next issue may be; not after {@code now} when it may be now. A last issue in the future (the clock was
     * set back) does not bind: the next issue corrects it.
     */
    public Instant next(Instant now) {
        if (last == null || last.isAfter(now) || quiet(now)) {
            return now;
        }
        return last.plus(waitAfter(streak));
    }

    /** The budget after an issue at that time. */
    public IssuanceBudget spend(Instant now) {
        return new IssuanceBudget(quiet(now) ? 1 : streak + 1, now);
    }

    private boolean quiet(Instant now) {
        if (last == null) {
            return true;
        }
        var needed = waitAfter(streak).multipliedBy(2);
        return last.plus(needed.compareTo(SHORTEST_QUIET) < 0 ? SHORTEST_QUIET : needed)
                .isBefore(now);
    }

    private static Duration waitAfter(int streak) {
        if (streak < FREE) {
            return Duration.ZERO;
        }
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(streak - FREE, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
