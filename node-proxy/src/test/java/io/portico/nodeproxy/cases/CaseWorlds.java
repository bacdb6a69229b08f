package io.portico.nodeproxy.cases;

import static io.portico.nodeproxy.Worlds.eachOf;
import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static io.portico.nodeproxy.Worlds.world;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.nodeproxy.Worlds;
import java.util.List;

/** The Services that the cases are about, and their usual endpoints. */
public final class CaseWorlds {
    /** The ports of the Service's pods. */
    public static final List<String> PORTS = List.of("web:8080/TCP", "dns:5353/UDP");

    private static final List<String> VIP = List.of("10.96.0.10", "fd96::a");
    static final List<String> OTHER_VIP = List.of("10.96.0.20", "fd96::14");

    private CaseWorlds() {}

    /** 80/TCP and 53/UDP at 10.96.0.10 and fd96::a, and at the node ports 30045 and 30053. */
    public static ServiceBuilder web() {
        return service("web", VIP, "web:80/TCP:30045", "dns:53/UDP:30053");
    }

    /** That Service, and one endpoint in each family. */
    public static Worlds.Builder webOn(String address, String address6) {
        return world().with(web()).with(slice("web-4", "web", PORTS, address), slice("web-6", "web", PORTS, address6));
    }

    /** With session affinity for so long. */
    public static ServiceBuilder sticky(ServiceBuilder service, int seconds) {
        return service.editSpec()
                .withSessionAffinity("ClientIP")
                .withNewSessionAffinityConfig()
                .withNewClientIP(seconds)
                .endSessionAffinityConfig()
                .endSpec();
    }

    static ServiceBuilder externallyLocal(ServiceBuilder service) {
        return service.editSpec().withExternalTrafficPolicy("Local").endSpec();
    }

    static ServiceBuilder internallyLocal(ServiceBuilder service) {
        return service.editSpec().withInternalTrafficPolicy("Local").endSpec();
    }

    static ServiceBuilder withLoadBalancer(ServiceBuilder service, String... addresses) {
        var balanced = service.editOrNewStatus()
                .withNewLoadBalancer()
                .endLoadBalancer()
                .endStatus();
        for (var address : addresses) {
            balanced = balanced.editStatus()
                    .editLoadBalancer()
                    .addNewIngress()
                    .withIp(address)
                    .endIngress()
                    .endLoadBalancer()
                    .endStatus();
        }
        return balanced;
    }

    /** All its endpoints end: they get no new connections while there are others, but still serve. */
    public static EndpointSliceBuilder ending(EndpointSliceBuilder slice) {
        return conditions(slice, false, true, true);
    }

    /** All its endpoints are alive, but not ready. */
    static EndpointSliceBuilder unready(EndpointSliceBuilder slice) {
        return conditions(slice, false, false, false);
    }

    /** All its endpoints are in those. */
    static EndpointSliceBuilder conditions(
            EndpointSliceBuilder slice, boolean ready, boolean serving, boolean terminating) {
        return eachOf(
                slice,
                e -> e.withNewConditions()
                        .withReady(ready)
                        .withServing(serving)
                        .withTerminating(terminating)
                        .endConditions());
    }
}
