package io.portico.endpoints;

import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.loadbalancer.GuardedPorts;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.runtime.settings.Faults;
import io.portico.runtime.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What cannot work of {@link EndpointsConfig}. */
final class EndpointsFaults {
    static final Settings<EndpointsConfig> SETTINGS =
            new Settings<>("portico.endpoints", EndpointsConfig.class, 9000, EndpointsFaults::find);

    private static final String PREFIX = "portico.endpoints.";
    private static final int MOST_WORKERS = 1000;
    /** The API server's validation of EndpointSlices. */
    private static final int MOST_ENDPOINTS = 1000;
    /** A label's value of 63 characters, less {@code mirroring.}. */
    private static final Pattern MANAGED_BY = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,51}[A-Za-z0-9])?");

    private EndpointsFaults() {}

    private static void find(EndpointsConfig config, Faults faults) {
        faults.number(PREFIX + "workers", config.workers(), 1, MOST_WORKERS);
        faults.number(PREFIX + "max-endpoints-per-slice", config.maxEndpointsPerSlice(), 1, MOST_ENDPOINTS);
        faults.refuse(
                !MANAGED_BY.matcher(config.managedBy()).matches(),
                PREFIX + "managed-by",
                "\"" + config.managedBy() + "\"",
                "a label's value of at most 53 characters, such as endpoints-controller.portico.io");
        var previous = config.previousManagedBy().orElse(List.of());
        previous.forEach(mark -> faults.refuse(
                !MANAGED_BY.matcher(mark).matches(),
                PREFIX + "previous-managed-by",
                "\"" + mark + "\"",
                "labels' values of at most 53 characters, with commas between them"));
        faults.attempt("", () -> Managers.of(ManagedBy.named(config.managedBy()), config.takeover(), previous));
        faults.attempt("", () -> new Pace(config.batchPeriod(), 0, 0));
        faults.attempt("", () -> new Pace(Duration.ZERO, config.apiQps(), config.apiBurst()));
        var loadBalancer = config.loadBalancer();
        faults.attempt(
                "", () -> GuardedPorts.parse(PREFIX + "load-balancer.guarded-ports", loadBalancer.guardedPorts()));
        faults.attempt(
                "", () -> GuardedPorts.parse(PREFIX + "load-balancer.node-port-range", loadBalancer.nodePortRange()));
    }
}
