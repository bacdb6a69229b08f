package io.portico.endpoints.model;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them. */
final class ApiTime {
    private ApiTime() {}

    /** The epoch second; 0 for no time. */
    static long second(@Nullable String time) {
        try {
            return time == null || time.isEmpty() ? 0 : Instant.parse(time).getEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
