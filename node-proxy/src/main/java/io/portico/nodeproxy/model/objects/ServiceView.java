package io.portico.nodeproxy.model.objects;

import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.values.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that was read about one Service.
 *
 * @param service the Service itself; none while only slices that name it are known
 * @param slices of all managers and families, by name; none without facts
 */
public record ServiceView(@Nullable Reading<ServiceFacts> service, List<Reading<SliceFacts>> slices) {
    /** Nothing is known. */
    static final ServiceView NOTHING = new ServiceView(null, List.of());

    private static final Comparator<Reading<SliceFacts>> BY_NAME = Comparator.comparing(ServiceView::nameOf);

    /** Copies the list. */
    public ServiceView {
        slices = List.copyOf(slices);
    }

    /** The Service's facts, if it is there and any of this proxy's business. */
    public Optional<ServiceFacts> facts() {
        return service == null ? Optional.empty() : service.facts();
    }

    ServiceView with(@Nullable Reading<ServiceFacts> seen) {
        return new ServiceView(seen, slices);
    }

    /** With that slice in the place of the one of that name, or without it. */
    ServiceView with(String slice, @Nullable Reading<SliceFacts> seen) {
        var changed = new ArrayList<>(slices);
        changed.removeIf(other -> nameOf(other).equals(slice));
        if (seen != null) {
            changed.add(seen);
            changed.sort(BY_NAME);
        }
        return new ServiceView(service, changed);
    }

    boolean isNothing() {
        return service == null && slices.isEmpty();
    }

    private static String nameOf(Reading<SliceFacts> slice) {
        return slice.facts().orElseThrow().name();
    }
}
