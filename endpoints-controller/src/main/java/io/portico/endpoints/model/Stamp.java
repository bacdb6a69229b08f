package io.portico.endpoints.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is put on everything that one plan writes.
 *
 * @param managedBy who keeps it
 * @param lastChange value of {@link Label#LAST_CHANGE}; empty when no change is known that caused the write
 */
public record Stamp(ManagedBy managedBy, String lastChange) {
    /** Those annotations, which somebody else may have added to, with the time of this change alone. */
    public Map<String, String> annotations(@Nullable Map<String, String> existing) {
        var annotations = existing == null ? new HashMap<String, String>() : new HashMap<>(existing);
        annotations.remove(Label.LAST_CHANGE);
        if (!lastChange.isEmpty()) {
            annotations.put(Label.LAST_CHANGE, lastChange);
        }
        return annotations;
    }
}
