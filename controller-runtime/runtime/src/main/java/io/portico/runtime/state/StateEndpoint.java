package io.portico.runtime.state;

import io.portico.runtime.PorticoConfig;
import io.portico.runtime.WatchSource;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /state} on the management port: who and where this process is, who leads, what its watches have heard,
 * what is wrong with users' objects, and then what the service itself believes.
 */
@ApplicationScoped
public class StateEndpoint {
    /** Of RFC 9512. */
    private static final String YAML = "application/yaml";

    private final String service;
    private final String version;
    private final PorticoConfig portico;
    private final Instance<WatchSource> watches;
    private final StateSource source;
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    StateEndpoint(
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "quarkus.application.version") String version,
            PorticoConfig portico,
            @Any Instance<WatchSource> watches,
            @Any StateSource source) {
        this.service = service;
        this.version = version;
        this.portico = portico;
        this.watches = watches;
        this.source = source;
    }

    void register(@Observes ManagementInterface management) {
        management
                .router()
                .get("/state")
                .blockingHandler(context -> context.response()
                        .putHeader("content-type", YAML)
                        .end(page())
                        .onFailure(context::fail));
    }

    private Map<String, Object> watches() {
        var all = new TreeMap<String, Object>();
        watches.forEach(source -> all.putAll(source.watches()));
        return all;
    }

    private String page() {
        var state = source.state();
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("service", service);
        page.put("version", version);
        page.put("node", portico.nodeName().orElse(null));
        page.put("pod", portico.identity());
        page.put("since", since.toString());
        page.put("leader", state.leaderEntries());
        page.put("watches", watches());
        page.put("problems", state.problemEntries());
        page.put("model", state.model());
        return Yaml.of(page);
    }
}
