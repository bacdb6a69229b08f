package io.portico.ingress.model.annotations;

import io.portico.runtime.settings.Nearest;
import java.util.Locale;

/** How alike two names are. */
final class Spelling {
    private Spelling() {}

    /** One spelling of names that differ in case and in what separates their words. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }

    /** {@link Nearest#distance}; {@code most + 1} stands for all that is more. */
    static int distance(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most + 1;
        }
        return Math.min(Nearest.distance(one, other), most + 1);
    }
}
