package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a connection from one place.
 *
 * @param reason in a sentence
 * @param caught the elements and chains that it meets, or the socket, in order
 * @param port the Service port that was asked for, if any
 * @param localOnly the policy by which only endpoints of this node may answer, if any does
 * @param answering the endpoints of which it gets one
 */
public record Finding(
        Outcome outcome,
        String reason,
        List<String> caught,
        Optional<ServicePort> port,
        Optional<LocalPolicy> localOnly,
        List<Endpoint> answering) {
    /** Copies the lists. */
    public Finding {
        caught = List.copyOf(caught);
        answering = List.copyOf(answering);
    }

    /** This proxy has no part in it. */
    static Finding nothing(String reason) {
        return new Finding(Outcome.NOT_FOR_A_SERVICE, reason, List.of(), Optional.empty(), Optional.empty(), List.of());
    }
}
