package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a Service does not have all the addresses that it could have.
 *
 * @param reason of the Event and of the condition
 * @param message a sentence
 * @param mistake whether there is something to mend; otherwise it is only a matter of time
 */
record Shortcoming(String reason, String message, boolean mistake) {
    static Shortcoming mistake(String reason, String message) {
        return new Shortcoming(reason, message, true);
    }

    static Shortcoming passing(String reason, String message) {
        return new Shortcoming(reason, message, false);
    }

    Optional<Problem> problem(LoadBalancerService service) {
        return mistake ? Optional.of(new Problem(service.reference(), reason, message)) : Optional.empty();
    }

    /** The condition of a Service with so many addresses and these shortcomings. */
    static Published.Condition condition(int addresses, List<Shortcoming> shortcomings) {
        return shortcomings.isEmpty()
                ? new Published.Condition(true, "Assigned", addresses == 1 ? "1 address" : addresses + " addresses")
                : new Published.Condition(
                        false,
                        shortcomings.getFirst().reason,
                        shortcomings.stream().map(Shortcoming::message).collect(Collectors.joining("; also ")));
    }
}
