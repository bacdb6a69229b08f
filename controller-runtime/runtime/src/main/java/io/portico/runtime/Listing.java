package io.portico.runtime;

import java.util.Collection;

/** Many names in one sentence: as many as a reader wants to read, and how many there are besides. */
public final class Listing {
    /** So much that the sentence around it still fits into an Event's message of 1024 characters. */
    private static final int LENGTH = 600;

    private Listing() {}

    /** {@code a, b and 498 more}; the first is always there, cut off where it alone is too long. */
    public static String of(Collection<String> names) {
        var text = new StringBuilder();
        var listed = 0;
        for (var name : names) {
            if (listed > 0 && text.length() + name.length() > LENGTH) {
                return text + " and " + (names.size() - listed) + " more";
            }
            text.append(listed == 0 ? "" : ", ")
                    .append(name.length() > LENGTH ? name.substring(0, LENGTH) + "…" : name);
            listed++;
        }
        return text.toString();
    }
}
