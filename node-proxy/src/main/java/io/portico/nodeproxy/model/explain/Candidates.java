package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.Backends;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.slices.SliceFacts.Backend;
import io.portico.runtime.slices.SliceFacts.Hints;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds all endpoints of a Service port in its slices, and says of each why it answers or does not. */
final class Candidates {
    private final World world;
    private final ServicePort port;
    private final List<SliceFacts> slices;
    private final Backends backends;
    private final Nearness nearness;

    Candidates(ServicePort port, World world) {
        this.world = world;
        this.port = port;
        this.slices = Stream.ofNullable(world.services().get(port.key().service()))
                .flatMap(view -> view.slices().stream())
                .flatMap(reading -> reading.facts().stream())
                .sorted(Comparator.comparing(SliceFacts::name))
                .toList();
        this.backends = Backends.of(slices, port.key(), port.name());
        this.nearness = new Nearness(world.node(), backends);
    }

    /** What this node makes of their hints, in lines; none where there are no hints. */
    List<String> hints() {
        return nearness.lines();
    }

    /** All of them, those that answer first. */
    List<Candidate> of(Finding finding) {
        var all = new TreeMap<>(backends.all());
        finding.answering().forEach(endpoint -> all.computeIfAbsent(endpoint, Candidates::gone));
        return all.entrySet().stream()
                .map(entry -> candidate(entry.getKey(), entry.getValue(), finding))
                .sorted(Comparator.comparing(candidate -> !candidate.leftOut().isEmpty()))
                .toList();
    }

    private Candidate candidate(Endpoint endpoint, Backend backend, Finding finding) {
        if (!finding.answering().contains(endpoint)) {
            return new Candidate(endpoint, backend, slicesOf(endpoint), leftOut(backend, finding), "");
        }
        var remark = backend.serving()
                ? ""
                : backends.all().containsKey(endpoint)
                        ? "but still in the rules"
                        : "in no EndpointSlice any more, but still in the rules";
        return new Candidate(endpoint, backend, slicesOf(endpoint), "", remark);
    }

    private List<String> slicesOf(Endpoint endpoint) {
        return slices.stream()
                .filter(slice -> slice.holds(endpoint, port.key().protocol(), port.name()))
                .map(SliceFacts::title)
                .toList();
    }

    private static Backend gone(Endpoint endpoint) {
        return new Backend(endpoint.address(), "", false, false, false, Hints.NONE);
    }

    private String leftOut(Backend backend, Finding finding) {
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
        return finding.outcome() == Outcome.DROPPED ? "the client may not ask" : nearness.leftOut(backend.hints());
    }
}
