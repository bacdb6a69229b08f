package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.Endpoint;
import io.portico.nodeproxy.model.ServicePort;
import io.portico.nodeproxy.model.SliceFacts;
import io.portico.nodeproxy.model.SliceFacts.Backend;
import io.portico.nodeproxy.model.World;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds all endpoints of a Service port in its slices, and says of each why it answers or does not. */
final class Candidates {
    private Candidates() {}

    /** Those that answer first. */
    static List<Candidate> of(ServicePort port, Finding finding, World world) {
        var backends = new TreeMap<Endpoint, Backend>();
        slices(port, world)
                .forEach(slice -> slice.ports().stream()
                        .filter(one -> one.name().equals(port.name())
                                && one.protocol() == port.key().protocol())
                        .forEach(one -> slice.backends()
                                .forEach(backend -> backends.merge(
                                        new Endpoint(backend.address(), one.number()),
                                        backend,
                                        (first, other) -> first.ready() ? first : other))));
        return backends.entrySet().stream()
                .map(entry -> new Candidate(
                        entry.getKey(),
                        entry.getValue(),
                        finding.answering().contains(entry.getKey()) ? "" : leftOut(entry.getValue(), finding, world)))
                .sorted(Comparator.comparing(candidate -> !candidate.leftOut().isEmpty()))
                .toList();
    }

    private static Stream<SliceFacts> slices(ServicePort port, World world) {
        return Stream.ofNullable(world.services().get(port.key().service()))
                .flatMap(view -> view.slices().stream())
                .flatMap(reading -> reading.facts().stream())
                .filter(slice -> slice.family() == port.key().family());
    }

    private static String leftOut(Backend backend, Finding finding, World world) {
        if (!backend.serving()) {
            return backend.terminating() ? "it is terminating and serves no longer" : "it is not ready";
        }
        if (!backend.ready() && !backend.terminating()) {
            return "it is not ready";
        }
        if (finding.localOnly().isPresent()
                && !backend.node().equals(world.node().name())) {
            return "it is not on this node, and " + finding.localOnly().get().field() + " is Local";
        }
        if (!backend.ready()) {
            return "it is terminating, and others are ready";
        }
        return finding.outcome() == Outcome.DROPPED ? "the client may not ask" : "hints keep the traffic nearer";
    }
}
