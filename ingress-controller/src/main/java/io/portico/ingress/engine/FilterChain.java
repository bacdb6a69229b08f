package io.portico.ingress.engine;

import io.portico.ingress.model.routing.Filter;
import io.portico.ingress.model.routing.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out the filters of a route, in their order: the first that answers, answers. */
final class FilterChain {
    private static final String ACME_CHALLENGE = "/.well-known/acme-challenge/";
    private static final int HTTPS = 443;

    private final int redirectPort;

    /** @param redirectPort the port that a redirect names, left out when it is 443 */
    FilterChain(int redirectPort) {
        this.redirectPort = redirectPort;
    }

    /** The answer to a request; null when it passes. */
    @Nullable
    LocalResponse answer(RequestHead head, List<Filter> filters) {
        for (var filter : filters) {
            var answer = switch (filter) {
                case Filter.RedirectToHttps(var status) -> redirect(head, status);
                case Filter.Refuse(var status, var _) -> LocalResponse.of(status);
            };
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private @Nullable LocalResponse redirect(RequestHead head, int status) {
        if (head.secure() || head.path().startsWith(ACME_CHALLENGE)) {
            return null;
        }
        var port = redirectPort == HTTPS ? "" : ":" + redirectPort;
        return LocalResponse.redirect(status, "https://" + head.host() + port + head.uri());
    }
}
