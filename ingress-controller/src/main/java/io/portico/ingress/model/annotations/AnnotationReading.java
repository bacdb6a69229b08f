package io.portico.ingress.model.annotations;

import io.portico.ingress.model.routing.Filter;
import io.portico.runtime.Listing;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one Ingress' annotations ask of a controller that took over from ingress-nginx.
 *
 * @param restricting those that keep requests out in a way that is not enforced here: no route of the Ingress is served
 * @param ignored the keys of those of ingress-nginx that have no effect here and keep nobody out, sorted
 * @param filters what happens to requests on their way; where anything restricts, they are refused and nothing else
 */
public record AnnotationReading(List<Restricting> restricting, List<String> ignored, List<Filter> filters) {
    private static final int CLOSED = 503;
    private static final int MISTAKES_IN_PREFIX = 2;

    /**
     * An annotation that keeps requests out.
     *
     * @param key as it is written, with its prefix
     * @param why what it does, in words
     */
    public record Restricting(String key, String why) {}

    /** Reads {@code metadata.annotations}. */
    public static AnnotationReading of(Map<String, String> annotations) {
        var restricting = new ArrayList<Restricting>();
        var ignored = new ArrayList<String>();
        new TreeMap<>(annotations).forEach((key, value) -> {
            var slash = key.indexOf('/');
            if (slash < 0) {
                return;
            }
            var prefix = key.substring(0, slash).toLowerCase(Locale.ROOT);
            var name = key.substring(slash + 1);
            if (prefix.equals(IngressNginx.PREFIX)) {
                var restriction = restriction(name, value);
                restriction.ifPresent(why -> restricting.add(new Restricting(key, why)));
                if (restriction.isEmpty() && !IngressNginx.CATALOGUE.isTaken(name)) {
                    ignored.add(key);
                }
            } else if (resembles(prefix)) {
                IngressNginx.CATALOGUE
                        .restrictingSpelt(name)
                        .flatMap(meant -> meant.restrictionIn(value))
                        .ifPresent(why -> restricting.add(new Restricting(
                                key,
                                why + "; if it is meant for ingress-nginx, it begins with " + IngressNginx.PREFIX)));
            }
        });
        return new AnnotationReading(
                List.copyOf(restricting),
                List.copyOf(ignored),
                restricting.isEmpty()
                        ? IngressNginx.CATALOGUE.filters(new AnnotationValues(IngressNginx.PREFIX, annotations))
                        : List.of(new Filter.Refuse(CLOSED, keys(restricting))));
    }

    /** Whether no request of this Ingress may be forwarded. */
    public boolean closes() {
        return !restricting.isEmpty();
    }

    private static List<String> keys(List<Restricting> restricting) {
        return restricting.stream().map(Restricting::key).toList();
    }

    /** One for what closes the Ingress, one for what is ignored. */
    public List<Problem> problems(ObjectRef ingress) {
        var problems = new ArrayList<Problem>();
        if (closes()) {
            problems.add(new Problem(
                    ingress,
                    "RestrictingAnnotation",
                    "metadata.annotations: each path of this Ingress answers 503, for what keeps requests out is not"
                            + " enforced yet and must not be left out in silence: "
                            + Listing.of(restricting.stream()
                                    .map(one -> one.key + " (" + one.why + ")")
                                    .toList())
                            + "; keep them out by other means, such as a NetworkPolicy or the application itself, then"
                            + " remove it"));
        }
        if (!ignored.isEmpty()) {
            problems.add(new Problem(
                    ingress,
                    "IgnoredAnnotation",
                    "metadata.annotations: without effect here: " + Listing.of(ignored)
                            + "; the Ingress is served as if they were not there, so remove what it can do without"));
        }
        return problems;
    }

    private static Optional<String> restriction(String name, String value) {
        var known = IngressNginx.CATALOGUE.find(name);
        if (known.isPresent()) {
            return known.get().restrictionIn(value);
        }
        return IngressNginx.CATALOGUE
                .restrictingLike(name)
                .flatMap(meant -> meant.restrictionIn(value)
                        .map(why -> "no annotation of ingress-nginx, taken for " + meant.name() + ": " + why
                                + "; correct the name"));
    }

    private static boolean resembles(String prefix) {
        return prefix.equals(IngressNginx.FORMER_PREFIX)
                || Spelling.distance(prefix, IngressNginx.PREFIX, MISTAKES_IN_PREFIX) <= MISTAKES_IN_PREFIX;
    }
}
