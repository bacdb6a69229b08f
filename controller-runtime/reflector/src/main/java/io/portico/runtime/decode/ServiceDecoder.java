package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.ClientIPConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.PortStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.SessionAffinityConfig;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;
import java.util.HashMap;

/** {@code core/v1 Service}. */
final class ServiceDecoder {
    private ServiceDecoder() {}

    static Service decode(WireReader in) {
        var service = new Service();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> service.setMetadata(MetadataDecoder.decode(in.message()));
                case 2 -> service.setSpec(spec(in.message()));
                case 3 -> service.setStatus(status(in.message()));
                default -> {}
            }
        }
        return service;
    }

    private static ServiceSpec spec(WireReader in) {
        var spec = new ServiceSpec();
        var ports = new ArrayList<ServicePort>();
        var selector = new HashMap<String, String>();
        var clusterIps = new ArrayList<String>();
        var externalIps = new ArrayList<String>();
        var sourceRanges = new ArrayList<String>();
        var families = new ArrayList<String>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ports.add(port(in.message()));
                case 2 -> Fields.entry(in.message(), selector);
                case 3 -> spec.setClusterIP(Fields.text(in));
                case 4 -> spec.setType(Fields.text(in));
                case 5 -> externalIps.add(in.text());
                case 7 -> spec.setSessionAffinity(Fields.text(in));
                case 8 -> spec.setLoadBalancerIP(Fields.text(in));
                case 9 -> sourceRanges.add(in.text());
                case 10 -> spec.setExternalName(Fields.text(in));
                case 11 -> spec.setExternalTrafficPolicy(Fields.text(in));
                case 12 -> spec.setHealthCheckNodePort(Fields.number(in));
                case 13 -> spec.setPublishNotReadyAddresses(in.number() != 0 ? true : null);
                case 14 -> spec.setSessionAffinityConfig(affinity(in.message()));
                case 17 -> spec.setIpFamilyPolicy(in.text());
                case 18 -> clusterIps.add(in.text());
                case 19 -> families.add(in.text());
                case 20 -> spec.setAllocateLoadBalancerNodePorts(in.number() != 0);
                case 21 -> spec.setLoadBalancerClass(in.text());
                case 22 -> spec.setInternalTrafficPolicy(in.text());
                case 23 -> spec.setTrafficDistribution(in.text());
                default -> {}
            }
        }
        spec.setPorts(ports);
        spec.setSelector(selector);
        spec.setClusterIPs(clusterIps);
        spec.setExternalIPs(externalIps);
        spec.setLoadBalancerSourceRanges(sourceRanges);
        spec.setIpFamilies(families);
        return spec;
    }

    private static ServicePort port(WireReader in) {
        var port = new ServicePort();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setName(Fields.text(in));
                case 2 -> port.setProtocol(Fields.text(in));
                case 3 -> port.setPort((int) in.number());
                case 4 -> port.setTargetPort(target(in.message()));
                case 5 -> port.setNodePort(Fields.number(in));
                case 6 -> port.setAppProtocol(in.text());
                default -> {}
            }
        }
        return port;
    }

    /** {@code IntOrString}: type 0 is a number, type 1 a name. */
    private static IntOrString target(WireReader in) {
        var isName = false;
        var number = 0;
        var name = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> isName = in.number() != 0;
                case 2 -> number = (int) in.number();
                case 3 -> name = in.text();
                default -> {}
            }
        }
        return isName ? new IntOrString(name) : new IntOrString(number);
    }

    private static SessionAffinityConfig affinity(WireReader in) {
        var affinity = new SessionAffinityConfig();
        while (in.next()) {
            if (in.field() == 1) {
                var clientIp = in.message();
                var config = new ClientIPConfig();
                while (clientIp.next()) {
                    if (clientIp.field() == 1) {
                        config.setTimeoutSeconds((int) clientIp.number());
                    }
                }
                affinity.setClientIP(config);
            }
        }
        return affinity;
    }

    private static ServiceStatus status(WireReader in) {
        var status = new ServiceStatus();
        var conditions = new ArrayList<Condition>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.setLoadBalancer(loadBalancer(in.message()));
                case 2 -> conditions.add(condition(in.message()));
                default -> {}
            }
        }
        status.setConditions(conditions);
        return status;
    }

    private static LoadBalancerStatus loadBalancer(WireReader in) {
        var ingress = new ArrayList<LoadBalancerIngress>();
        while (in.next()) {
            if (in.field() == 1) {
                ingress.add(ingress(in.message()));
            }
        }
        var status = new LoadBalancerStatus();
        status.setIngress(ingress);
        return status;
    }

    private static LoadBalancerIngress ingress(WireReader in) {
        var ingress = new LoadBalancerIngress();
        var ports = new ArrayList<PortStatus>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ingress.setIp(Fields.text(in));
                case 2 -> ingress.setHostname(Fields.text(in));
                case 3 -> ingress.setIpMode(in.text());
                case 4 -> ports.add(portStatus(in.message()));
                default -> {}
            }
        }
        ingress.setPorts(ports);
        return ingress;
    }

    private static PortStatus portStatus(WireReader in) {
        var port = new PortStatus();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setPort((int) in.number());
                case 2 -> port.setProtocol(in.text());
                case 3 -> port.setError(in.text());
                default -> {}
            }
        }
        return port;
    }

    private static Condition condition(WireReader in) {
        var condition = new Condition();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> condition.setType(in.text());
                case 2 -> condition.setStatus(in.text());
                case 3 -> {
                    var generation = in.number();
                    condition.setObservedGeneration(generation == 0 ? null : generation);
                }
                case 4 -> condition.setLastTransitionTime(Fields.time(in.message()));
                case 5 -> condition.setReason(in.text());
                case 6 -> condition.setMessage(in.text());
                default -> {}
            }
        }
        return condition;
    }
}
