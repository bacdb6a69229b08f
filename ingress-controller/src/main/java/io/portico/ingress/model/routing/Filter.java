package io.portico.ingress.model.routing;

import java.util.List;

/** What happens to a route's requests on their way, in the order of its filters. */
public sealed interface Filter {

    /** Plain HTTP is answered with this status and the same address by https; challenges of ACME servers are not. */
    record RedirectToHttps(int status) implements Filter {
        @Override
        public String toString() {
            return status + " to https";
        }
    }

    /**
     * Every request is answered with this status: what keeps requests out is asked for in a way that is not enforced.
     *
     * @param closedBy what asks for it
     */
    record Refuse(int status, List<String> closedBy) implements Filter {
        @Override
        public String toString() {
            return status + ", closed by " + String.join(", ", closedBy);
        }
    }
}
