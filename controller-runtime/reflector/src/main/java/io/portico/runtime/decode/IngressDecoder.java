package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressRuleValue;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerStatus;
import io.fabric8.kubernetes.api.model.networking.v1.IngressPortStatus;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressSpec;
import io.fabric8.kubernetes.api.model.networking.v1.IngressStatus;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;

/** {@code networking.k8s.io/v1 Ingress}. */
final class IngressDecoder {
    private IngressDecoder() {}

    /** @param managers as in {@link MetadataDecoder#decode(WireReader, boolean)} */
    static Ingress decode(WireReader in, boolean managers) {
        var ingress = new Ingress();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ingress.setMetadata(MetadataDecoder.decode(in.message(), managers));
                case 2 -> ingress.setSpec(spec(in.message()));
                case 3 -> ingress.setStatus(status(in.message()));
                default -> {}
            }
        }
        return ingress;
    }

    private static IngressSpec spec(WireReader in) {
        var spec = new IngressSpec();
        var tls = new ArrayList<IngressTLS>();
        var rules = new ArrayList<IngressRule>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> spec.setDefaultBackend(backend(in.message()));
                case 2 -> tls.add(tls(in.message()));
                case 3 -> rules.add(rule(in.message()));
                case 4 -> spec.setIngressClassName(in.text());
                default -> {}
            }
        }
        spec.setTls(tls);
        spec.setRules(rules);
        return spec;
    }

    private static IngressTLS tls(WireReader in) {
        var tls = new IngressTLS();
        var hosts = new ArrayList<String>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> hosts.add(in.text());
                case 2 -> tls.setSecretName(Fields.text(in));
                default -> {}
            }
        }
        tls.setHosts(hosts);
        return tls;
    }

    private static IngressRule rule(WireReader in) {
        var rule = new IngressRule();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> rule.setHost(Fields.text(in));
                case 2 -> {
                    var value = in.message();
                    while (value.next()) {
                        if (value.field() == 1) {
                            rule.setHttp(http(value.message()));
                        }
                    }
                }
                default -> {}
            }
        }
        return rule;
    }

    private static HTTPIngressRuleValue http(WireReader in) {
        var http = new HTTPIngressRuleValue();
        var paths = new ArrayList<HTTPIngressPath>();
        while (in.next()) {
            if (in.field() == 1) {
                paths.add(path(in.message()));
            }
        }
        http.setPaths(paths);
        return http;
    }

    private static HTTPIngressPath path(WireReader in) {
        var path = new HTTPIngressPath();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> path.setPath(Fields.text(in));
                case 2 -> path.setBackend(backend(in.message()));
                case 3 -> path.setPathType(in.text());
                default -> {}
            }
        }
        return path;
    }

    private static IngressBackend backend(WireReader in) {
        var backend = new IngressBackend();
        while (in.next()) {
            switch (in.field()) {
                case 3 -> backend.setResource(resource(in.message()));
                case 4 -> backend.setService(service(in.message()));
                default -> {}
            }
        }
        return backend;
    }

    private static TypedLocalObjectReference resource(WireReader in) {
        var resource = new TypedLocalObjectReference();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> resource.setApiGroup(in.text());
                case 2 -> resource.setKind(in.text());
                case 3 -> resource.setName(in.text());
                default -> {}
            }
        }
        return resource;
    }

    private static IngressServiceBackend service(WireReader in) {
        var service = new IngressServiceBackend();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> service.setName(in.text());
                case 2 -> service.setPort(port(in.message()));
                default -> {}
            }
        }
        return service;
    }

    private static ServiceBackendPort port(WireReader in) {
        var port = new ServiceBackendPort();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setName(Fields.text(in));
                case 2 -> port.setNumber(Fields.number(in));
                default -> {}
            }
        }
        return port;
    }

    private static IngressStatus status(WireReader in) {
        var status = new IngressStatus();
        while (in.next()) {
            if (in.field() == 1) {
                status.setLoadBalancer(loadBalancer(in.message()));
            }
        }
        return status;
    }

    private static IngressLoadBalancerStatus loadBalancer(WireReader in) {
        var status = new IngressLoadBalancerStatus();
        var addresses = new ArrayList<IngressLoadBalancerIngress>();
        while (in.next()) {
            if (in.field() == 1) {
                addresses.add(address(in.message()));
            }
        }
        status.setIngress(addresses);
        return status;
    }

    private static IngressLoadBalancerIngress address(WireReader in) {
        var address = new IngressLoadBalancerIngress();
        var ports = new ArrayList<IngressPortStatus>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> address.setIp(Fields.text(in));
                case 2 -> address.setHostname(Fields.text(in));
                case 4 -> ports.add(portStatus(in.message()));
                default -> {}
            }
        }
        address.setPorts(ports);
        return address;
    }

    private static IngressPortStatus portStatus(WireReader in) {
        var status = new IngressPortStatus();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.setPort((int) in.number());
                case 2 -> status.setProtocol(in.text());
                case 3 -> status.setError(Fields.text(in));
                default -> {}
            }
        }
        return status;
    }
}
