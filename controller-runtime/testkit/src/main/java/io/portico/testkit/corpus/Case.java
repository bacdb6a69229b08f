package io.portico.testkit.corpus;

import java.util.List;

/**
 * One behaviour of a proxy.
 *
 * @param name the behaviour, in words with underscores
 * @param ordinary whether it is ordinary traffic, in which engines and proxies do not differ
 * @param steps what client and endpoint do and see, one after the other
 * @param requests what may reach the endpoint, in order: exactly these
 * @param ending what becomes of the client's connection
 */
public record Case(String name, boolean ordinary, List<Step> steps, List<ExpectedRequest> requests, Ending ending) {

    /** What becomes of the client's connection when all is said. */
    public enum Ending {
        /** It is closed by the proxy. */
        CLOSED,
        /** It stays, and another request on it is answered. */
        OPEN,
        /** The one or the other. */
        ANY
    }

    /** Whether the endpoint answers by itself: no step says what. */
    boolean isAnsweredByDefault() {
        return steps.stream().noneMatch(step -> step instanceof Step.EndpointGets);
    }

    /** What is to be seen, in the words of {@link Observation#summary()}. */
    public String wanted() {
        var client = steps.stream()
                .filter(Step.ClientSees.class::isInstance)
                .map(step -> ((Step.ClientSees) step).expected().title())
                .toList();
        var end = switch (ending) {
            case CLOSED -> " close";
            case OPEN -> " open";
            case ANY -> "";
        };
        var endpoint =
                Titles.joined(requests.stream().map(ExpectedRequest::title).toList(), ", ");
        return (Titles.joined(client, " ") + end).strip() + " ← " + (endpoint.isEmpty() ? "nothing" : endpoint);
    }

    @Override
    public String toString() {
        return name;
    }
}
