package io.portico.runtime;

import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.stream.Collectors;

/** {@code GET /state} on the management port: what this process believes, as text, for the operator. */
@ApplicationScoped
public class StateEndpoint {
    private final Instance<StateSource> sources;

    StateEndpoint(@Any Instance<StateSource> sources) {
        this.sources = sources;
    }

    void register(@Observes ManagementInterface management) {
        management
                .router()
                .get("/state")
                .blockingHandler(context -> context.response()
                        .putHeader("content-type", "text/plain; charset=utf-8")
                        .end(sources.stream().map(StateSource::state).sorted().collect(Collectors.joining("---\n")))
                        .onFailure(context::fail));
    }
}
