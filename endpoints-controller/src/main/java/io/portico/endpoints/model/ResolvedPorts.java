package io.portico.endpoints.model;

import io.portico.endpoints.model.PodRecord.NamedPort;
import io.portico.endpoints.model.ServiceRecord.ServicePort;
import io.portico.endpoints.model.ServiceRecord.TargetPort;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Service's ports as pods resolve them. */
public final class ResolvedPorts {
    private static final int NAMED_IN_A_SENTENCE = 3;

    private ResolvedPorts() {}

    /** The Service's ports on that pod, in order; a named target port that the pod does not have is left out. */
    public static List<EndpointPort> of(ServiceRecord service, PodRecord pod) {
        return service.ports().stream()
                .flatMap(port -> number(port, pod).stream()
                        .map(n -> new EndpointPort(port.name(), n, port.protocol(), port.appProtocol())))
                .sorted()
                .toList();
    }

    /** What the Service's user should mend: target ports that pods do not name, addresses that cannot be written. */
    public static List<Problem> problems(ServiceRecord service, Collection<PodRecord> matching) {
        var pods = matching.stream()
                .filter(pod -> pod.belongs(true))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        var problems = new ArrayList<Problem>();
        for (var i = 0; i < service.ports().size(); i++) {
            unnamed(service, i, pods).ifPresent(problems::add);
        }
        refused(service, pods).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    private static Optional<Integer> number(ServicePort port, PodRecord pod) {
        return switch (port.target()) {
            case TargetPort.ByNumber(var number) -> Optional.of(number);
            case TargetPort.ByName(var name) ->
                pod.ports().stream()
                        .filter(p -> p.name().equals(name) && p.protocol().equals(port.protocol()))
                        .map(NamedPort::port)
                        .findFirst();
        };
    }

    private static Optional<Problem> unnamed(ServiceRecord service, int index, List<PodRecord> pods) {
        var port = service.ports().get(index);
        if (!(port.target() instanceof TargetPort.ByName(var name))) {
            return Optional.empty();
        }
        var without = pods.stream().filter(pod -> number(port, pod).isEmpty()).toList();
        if (without.isEmpty()) {
            return Optional.empty();
        }
        var one = without.size() == 1;
        return Optional.of(new Problem(
                service.reference(),
                without.size() == pods.size() ? "UnknownTargetPort" : "TargetPortMissingInPods",
                "spec.ports[%d].targetPort: %s no %s port named \"%s\", so this port does not reach %s; %s"
                        .formatted(
                                index,
                                names(without) + (one ? " has" : " have"),
                                port.protocol(),
                                name,
                                one ? "it" : "them",
                                remedy(index, name, port.protocol(), without))));
    }

    private static String remedy(int index, String name, String protocol, List<PodRecord> without) {
        var named = without.stream()
                .flatMap(pod -> pod.ports().stream())
                .distinct()
                .sorted(Comparator.comparing(NamedPort::name))
                .toList();
        var other = named.stream().filter(port -> port.name().equals(name)).findFirst();
        if (other.isPresent()) {
            return "that container port is %s: write this in spec.ports[%d].protocol, or mend the container port"
                    .formatted(other.get().protocol(), index);
        }
        var fitting = named.stream()
                .filter(port -> port.protocol().equals(protocol))
                .map(NamedPort::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return fitting.isEmpty()
                ? "no %s port has a name there: write the port's number, or give the container port that name"
                        .formatted(protocol)
                : "write one of the names there (" + fitting + "), or the port's number";
    }

    private static Optional<Problem> refused(ServiceRecord service, List<PodRecord> pods) {
        var refused = pods.stream().filter(PodRecord::hasRefusedIp).toList();
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        service.reference(),
                        "UnusablePodAddress",
                        "status.podIPs of %s: the API server accepts no unspecified, loopback or link-local address in endpoints; such addresses are left out, so give the node or the pod network a routable one"
                                .formatted(names(refused))));
    }

    private static String names(List<PodRecord> pods) {
        var named =
                pods.stream().limit(NAMED_IN_A_SENTENCE).map(PodRecord::name).collect(Collectors.joining(", "));
        var rest = pods.size() - NAMED_IN_A_SENTENCE;
        return (pods.size() == 1 ? "pod " : "pods ") + named + (rest > 0 ? " and " + rest + " more" : "");
    }
}
