package io.portico.ingress.engine.netty;

import io.portico.ingress.model.routing.Endpoint;
import java.time.Duration;
import java.util.EnumMap;
import org.jboss.logging.Logger;

/** Says how an endpoint failed: one line a minute for each way, however many requests it was. */
final class FailureLog {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Endpoint endpoint;
    private final EnumMap<EndpointFailure, Said> said = new EnumMap<>(EndpointFailure.class);

    /** When it was said last, and how often it was left out since. */
    private record Said(long nanos, int unsaid) {}

    FailureLog(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** It failed like this. */
    void add(EndpointFailure failure) {
        var now = System.nanoTime();
        var last = said.get(failure);
        if (last != null && now - last.nanos < QUIET_NANOS) {
            said.put(failure, new Said(last.nanos, last.unsaid + 1));
            return;
        }
        said.put(failure, new Said(now, 0));
        var others = last == null || last.unsaid == 0 ? "" : ", and " + last.unsaid + " times before this";
        LOG.warnf("endpoint %s failed a request: %s%s", endpoint, failure.words(), others);
    }
}
