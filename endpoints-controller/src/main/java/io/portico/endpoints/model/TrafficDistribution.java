package io.portico.endpoints.model;

import org.jspecify.annotations.Nullable;

/** Which endpoints traffic shall prefer: {@code spec.trafficDistribution} (KEP-4444, KEP-3015). */
public enum TrafficDistribution {
    /** All endpoints alike. */
    NONE(""),
    /** Those in the client's zone, by the name that this had first. */
    PREFER_CLOSE("PreferClose"),
    /** Those in the client's zone. */
    PREFER_SAME_ZONE("PreferSameZone"),
    /** Those on the client's node, else those in its zone. */
    PREFER_SAME_NODE("PreferSameNode");

    private final String value;

    TrafficDistribution(String value) {
        this.value = value;
    }

    /** As the Service has it; empty for {@link #NONE}. */
    public String value() {
        return value;
    }

    /** That of a Service; {@link #NONE} also for a value that a later version may know. */
    static TrafficDistribution named(@Nullable String value) {
        for (var one : values()) {
            if (one.value.equals(value)) {
                return one;
            }
        }
        return NONE;
    }
}
