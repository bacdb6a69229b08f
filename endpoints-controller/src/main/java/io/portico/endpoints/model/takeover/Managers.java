package io.portico.endpoints.model.takeover;

import io.portico.endpoints.model.ManagedBy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The managers of EndpointSlices that this controller knows by their marks: itself, kube-controller-manager, and itself
 * under other names. Slices with any other mark, or with none, are a user's or another product's, and no business here.
 *
 * @param own marks what this controller writes
 * @param adopts whether the others' slices are kept on as its own
 * @param others marks of slices of Services with a selector
 * @param othersMirrored marks of slices that mirror hand-written Endpoints
 */
public record Managers(ManagedBy own, boolean adopts, Set<String> others, Set<String> othersMirrored) {

    /**
     * The managers of an installation.
     *
     * @param previous values of {@link ManagedBy#slices} that this controller had before, beside the usual ones
     * @throws IllegalArgumentException when upstream's slices shall be own ones and somebody else's at once
     */
    public static Managers of(ManagedBy own, Takeover takeover, Collection<String> previous) {
        var upstream = own.slices().equals(ManagedBy.UPSTREAM.slices());
        if (upstream && takeover == Takeover.REPORT) {
            throw new IllegalArgumentException(
                    "portico.endpoints.takeover is report, but with portico.endpoints.managed-by \"" + own.slices()
                            + "\" the slices of kube-controller-manager are this controller's own; write adopt, or another managed-by");
        }
        var others = Stream.concat(
                        Stream.of(ManagedBy.UPSTREAM, ManagedBy.OURS),
                        previous.stream().map(ManagedBy::named))
                .filter(other -> !other.slices().equals(own.slices()))
                .toList();
        return new Managers(
                own,
                takeover == Takeover.ADOPT || (takeover == Takeover.AUTO && upstream),
                others.stream().map(ManagedBy::slices).collect(Collectors.toUnmodifiableSet()),
                others.stream().map(ManagedBy::mirrored).collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether a slice with that mark is kept by this controller, for a Service with a selector. */
    public boolean keeps(String mark) {
        return mark.equals(own.slices()) || (adopts && others.contains(mark));
    }

    /** Whether a slice with that mark is kept by this controller, as the mirror of an Endpoints object. */
    public boolean mirrors(String mark) {
        return mark.equals(own.mirrored()) || (adopts && othersMirrored.contains(mark));
    }

    /** Every mark that is known, sorted. */
    public List<String> marks() {
        return Stream.of(Set.of(own.slices(), own.mirrored()), others, othersMirrored)
                .flatMap(Set::stream)
                .sorted()
                .toList();
    }
}
