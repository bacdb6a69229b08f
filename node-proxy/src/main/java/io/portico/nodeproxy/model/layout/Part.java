package io.portico.nodeproxy.model.layout;

import io.portico.runtime.values.NamespacedName;

/** What of a table can change by itself: if the kernel refuses one, the others need not wait for it. */
public sealed interface Part {
    /** All that one Service has in the table. */
    record OfService(NamespacedName name) implements Part {
        @Override
        public String toString() {
            return "Service " + name;
        }
    }

    /** One of the sets of addresses that have nothing to do with any Service. */
    record OfRanges(SetName set) implements Part {
        @Override
        public String toString() {
            return "set " + set;
        }
    }
}
