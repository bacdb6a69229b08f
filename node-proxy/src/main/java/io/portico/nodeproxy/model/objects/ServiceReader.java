package io.portico.nodeproxy.model.objects;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.Interned;
import io.portico.runtime.values.Reading;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a Service. What makes no sense in it is left out, with a problem; the rest is served. */
public final class ServiceReader {
    /** The API's own default. */
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    private final ObjectRef about;
    private final List<Problem> problems = new ArrayList<>();

    private ServiceReader(ObjectRef about) {
        this.about = about;
    }

    /** The facts of a Service; none for a headless Service, one of type ExternalName, or one without addresses yet. */
    public static Reading<ServiceFacts> read(Service service) {
        var spec = service.getSpec();
        if (spec == null || "ExternalName".equals(spec.getType()) || "None".equals(spec.getClusterIP())) {
            return Reading.nothing();
        }
        return new ServiceReader(about(ObjectRef.of(service))).read(service, spec);
    }

    private Reading<ServiceFacts> read(Service service, ServiceSpec spec) {
        var clusterIps = addresses("spec.clusterIPs", clusterIps(spec));
        if (clusterIps.isEmpty()) {
            return new Reading<>(Optional.empty(), problems);
        }
        var loadBalancer = addresses("status.loadBalancer.ingress[].ip", loadBalancerIps(service));
        var external = new LinkedHashSet<>(addresses("spec.externalIPs", orEmpty(spec.getExternalIPs())));
        external.addAll(loadBalancer);
        external.removeAll(clusterIps);
        var facts = new ServiceFacts(
                about,
                Objects.requireNonNullElse(service.getMetadata().getCreationTimestamp(), ""),
                List.copyOf(clusterIps),
                List.copyOf(external),
                orEmpty(spec.getLoadBalancerSourceRanges()).isEmpty() ? List.of() : List.copyOf(loadBalancer),
                sourceRanges(spec),
                local(spec),
                affinitySeconds(spec),
                healthCheckNodePort(spec),
                ports(spec));
        return new Reading<>(Optional.of(facts), problems);
    }

    private static ObjectRef about(ObjectRef read) {
        return new ObjectRef(
                Interned.text(read.apiVersion()),
                Interned.text(read.kind()),
                Interned.text(read.namespace()),
                read.name(),
                read.uid());
    }

    private static List<String> clusterIps(ServiceSpec spec) {
        var all = orEmpty(spec.getClusterIPs());
        if (!all.isEmpty()) {
            return all;
        }
        var one = spec.getClusterIP();
        return one == null || one.isEmpty() ? List.of() : List.of(one);
    }

    /** Addresses of {@code ipMode: Proxy} are the load balancer's to handle, even from inside (KEP-1860). */
    private static List<String> loadBalancerIps(Service service) {
        var status = service.getStatus();
        if (status == null || status.getLoadBalancer() == null) {
            return List.of();
        }
        return orEmpty(status.getLoadBalancer().getIngress()).stream()
                .filter(ingress -> !"Proxy".equals(ingress.getIpMode()))
                .map(LoadBalancerIngress::getIp)
                .filter(ip -> ip != null && !ip.isEmpty())
                .toList();
    }

    private Set<Address> addresses(String field, List<String> literals) {
        var addresses = new LinkedHashSet<Address>();
        for (var literal : literals) {
            Address.parse(literal)
                    .ifPresentOrElse(
                            addresses::add,
                            () -> problem(
                                    "InvalidAddress",
                                    field + " has \"" + literal + "\", which is no IP address; write one such as"
                                            + " 192.0.2.1 or 2001:db8::1"));
        }
        return addresses;
    }

    private List<Cidr> sourceRanges(ServiceSpec spec) {
        var ranges = new ArrayList<Cidr>();
        for (var text : orEmpty(spec.getLoadBalancerSourceRanges())) {
            Cidr.parse(text.strip())
                    .ifPresentOrElse(
                            ranges::add,
                            () -> problem(
                                    "InvalidSourceRange",
                                    "spec.loadBalancerSourceRanges has \"" + text + "\", which is no range; write one"
                                            + " such as 192.0.2.0/24"));
        }
        return Cidr.withoutNested(ranges);
    }

    private List<ServiceFacts.Port> ports(ServiceSpec spec) {
        var ports = new ArrayList<ServiceFacts.Port>();
        for (var port : orEmpty(spec.getPorts())) {
            var name = Interned.text(port.getName());
            var protocol = Protocol.named(Objects.requireNonNullElse(port.getProtocol(), "TCP"));
            if (protocol.isEmpty()) {
                problem(
                        "NotSupported",
                        "spec.ports has protocol " + port.getProtocol() + " for port " + port.getPort()
                                + ", which is not forwarded; TCP, UDP and SCTP are");
            } else if (!Endpoint.isPort(port.getPort())) {
                problem("InvalidPort", "spec.ports has port " + port.getPort() + "; write a number from 1 to 65535");
            } else {
                ports.add(new ServiceFacts.Port(name, protocol.get(), port.getPort(), nodePort(port)));
            }
        }
        return ports;
    }

    private static int nodePort(ServicePort port) {
        var number = port.getNodePort();
        return number != null && Endpoint.isPort(number) ? number : 0;
    }

    private static Set<LocalPolicy> local(ServiceSpec spec) {
        var local = EnumSet.noneOf(LocalPolicy.class);
        if ("Local".equals(spec.getInternalTrafficPolicy())) {
            local.add(LocalPolicy.INTERNAL);
        }
        if ("Local".equals(spec.getExternalTrafficPolicy())) {
            local.add(LocalPolicy.EXTERNAL);
        }
        return local;
    }

    private static int affinitySeconds(ServiceSpec spec) {
        if (!"ClientIP".equals(spec.getSessionAffinity())) {
            return 0;
        }
        var config = spec.getSessionAffinityConfig();
        var seconds = config == null || config.getClientIP() == null
                ? null
                : config.getClientIP().getTimeoutSeconds();
        return seconds == null || seconds <= 0 ? DEFAULT_AFFINITY_SECONDS : seconds;
    }

    /** As the API has it: for load balancers of Services that want endpoints of the same node, and no others. */
    private static int healthCheckNodePort(ServiceSpec spec) {
        var number = spec.getHealthCheckNodePort();
        return "LoadBalancer".equals(spec.getType())
                        && "Local".equals(spec.getExternalTrafficPolicy())
                        && number != null
                        && Endpoint.isPort(number)
                ? number
                : 0;
    }

    private void problem(String reason, String message) {
        problems.add(new Problem(about, reason, message));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
