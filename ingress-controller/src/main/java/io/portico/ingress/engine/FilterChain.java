package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Filter;
import io.portico.ingress.model.routing.RequestHead;
import java.util.List;
import java.util.Optional;

/** Carries out the filters of a route, in their order: the first that answers, answers. */
final class FilterChain {
    private static final String ACME_CHALLENGE = "/.well-known/acme-challenge/";
    private static final int HTTPS = 443;

    private final int redirectPort;

    /** @param redirectPort the port that a redirect names, left out when it is 443 */
    FilterChain(int redirectPort) {
        this.redirectPort = redirectPort;
    }

    /** The answer to a request; empty when it passes. */
    Optional<LocalResponse> answer(RequestHead head, List<Filter> filters) {
        for (var filter : filters) {
            var answer = switch (filter) {
                case Filter.RedirectToHttps(var status) -> redirect(head, status);
                case Filter.Refuse(var status, var _) -> Optional.of(LocalResponse.of(status));
            };
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<LocalResponse> redirect(RequestHead head, int status) {
        if (head.secure() || head.path().startsWith(ACME_CHALLENGE)) {
            return Optional.empty();
        }
        var port = redirectPort == HTTPS ? "" : ":" + redirectPort;
        return Optional.of(new LocalResponse(status, Optional.of("https://" + head.host() + port + head.uri())));
    }
}
