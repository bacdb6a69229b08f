package io.portico.testkit.corpus;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a case came to.
 *
 * @param responses that the client had, in order
 * @param end of the client's connection
 * @param requests that the endpoint had, in order
 * @param faults what no proxy may do, whatever the case: what it sent to the endpoint was no request, or another client
 *     did not get its own answer afterwards
 * @param missed steps that waited in vain
 */
public record Observation(
        List<SeenResponse> responses, End end, List<SeenRequest> requests, List<String> faults, List<String> missed) {

    /** How the client's connection was left. */
    public enum End {
        /** Closed by the proxy. */
        CLOSED("close"),
        /** Another request on it was answered. */
        OPEN("open"),
        /** Neither. */
        SILENT("silent"),
        /** The client itself closed it. */
        LEFT("");

        private final String title;

        End(String title) {
            this.title = title;
        }
    }

    /** In a line, such as {@code 200 400 close ← GET /a}. */
    public String summary() {
        var client = Stream.concat(responses.stream().map(SeenResponse::title), Stream.of(end.title))
                .filter(title -> !title.isEmpty())
                .toList();
        var endpoint = Titles.joined(requests.stream().map(SeenRequest::title).toList(), ", ");
        return Titles.joined(client, " ") + " ← " + (endpoint.isEmpty() ? "nothing" : endpoint)
                + faults.stream().map(fault -> "; " + fault).collect(Collectors.joining());
    }
}
