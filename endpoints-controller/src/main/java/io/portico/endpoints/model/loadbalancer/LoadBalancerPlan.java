package io.portico.endpoints.model.loadbalancer;

import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.values.NamespacedName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What shall stand on each Service that asks for a node's address, or has had one.
 *
 * @param outcomes of those Services only: any other is nobody's business here
 */
public record LoadBalancerPlan(SortedMap<NamespacedName, Outcome> outcomes) {

    /**
     * What the plan has for one Service.
     *
     * @param service as it was read
     * @param wanted what shall stand on it; equal to what stands there when nothing is to be written
     * @param problems what its user should mend, and what those of pods should that yield to it
     */
    public record Outcome(LoadBalancerService service, Published wanted, List<Problem> problems) {
        /** Whether something is to be written. */
        public boolean isChange() {
            return !service.published().equals(wanted);
        }
    }

    /** The plan for a world; the same for any order of its parts. */
    public static LoadBalancerPlan of(LoadBalancerWorld world, LoadBalancerChoices choices) {
        var assignments = new Assignments(world, choices);
        var outcomes = new TreeMap<NamespacedName, Outcome>();
        world.services().stream().sorted(LoadBalancerService.OLDER_FIRST).forEach(service -> {
            assignments.claim(service, service.externalIps());
            outcome(service, world, choices, assignments).ifPresent(outcome -> outcomes.put(service.key(), outcome));
        });
        return new LoadBalancerPlan(outcomes);
    }

    /** The plan that takes away all that was put on Services, for when nobody serves them any more. */
    public static LoadBalancerPlan releasing(LoadBalancerWorld world) {
        var outcomes = new TreeMap<NamespacedName, Outcome>();
        world.services().stream()
                .filter(LoadBalancerService::isMarked)
                .forEach(service ->
                        outcomes.put(service.key(), new Outcome(service, released(service, world), List.of())));
        return new LoadBalancerPlan(outcomes);
    }

    private static Optional<Outcome> outcome(
            LoadBalancerService service,
            LoadBalancerWorld world,
            LoadBalancerChoices choices,
            Assignments assignments) {
        if (service.isServed(choices.byDefault())) {
            return Optional.of(
                    // A cluster without nodes has no pods either, so this is a view that has not seen them.
                    world.nodes().isEmpty()
                            ? new Outcome(service, service.published(), List.of())
                            : served(service, world, assignments));
        }
        if (service.isMarked()) {
            return Optional.of(new Outcome(service, released(service, world), List.of()));
        }
        if (!service.terminating()) {
            assignments.claim(
                    service,
                    service.published().ingress().stream()
                            .filter(ingress -> !ingress.mode().equals("Proxy"))
                            .map(Published.Ingress::ip)
                            .toList());
        }
        return choices.byDefault() && !service.terminating() && service.isAnothers()
                ? Optional.of(new Outcome(service, service.published(), List.of(anothers(service))))
                : Optional.empty();
    }

    private static Outcome served(LoadBalancerService service, LoadBalancerWorld world, Assignments assignments) {
        var assigned = assignments.assign(service, world.readyNodes().getOrDefault(service.key(), Set.of()));
        return new Outcome(
                service,
                new Published(
                        true,
                        assigned.addresses().stream()
                                .map(address -> Published.Ingress.vip(address.ip(), service.ports()))
                                .toList(),
                        Optional.of(Shortcoming.condition(assigned.addresses().size(), assigned.shortcomings()))),
                Stream.concat(
                                assigned.shortcomings().stream()
                                        .flatMap(shortcoming -> shortcoming.problem(service).stream()),
                                assigned.yielding().stream())
                        .toList());
    }

    /**
     * A Service that is no longer served, without what this controller put on it. The API server itself clears the
     * addresses when the type changes, so of one that asks for another's class they are the other's; and so are those
     * of no node where the default was switched off. The finalizer goes in any case, or nobody might ever take it away.
     */
    private static Published released(LoadBalancerService service, LoadBalancerWorld world) {
        var published = service.published();
        return switch (service.ask()) {
            case OURS -> Published.NOTHING;
            case ANOTHER, NONE -> new Published(false, published.ingress(), Optional.empty());
            case ANY -> {
                var ours = addresses(world);
                yield new Published(
                        false,
                        published.ingress().stream()
                                .filter(ingress -> !Address.parseSloppy(ingress.ip())
                                        .map(ours::contains)
                                        .orElse(false))
                                .toList(),
                        Optional.empty());
            }
        };
    }

    private static Set<Address> addresses(LoadBalancerWorld world) {
        var all = new HashSet<Address>();
        world.nodes().stream()
                .flatMap(node -> Stream.concat(node.externalIps().stream(), node.internalIps().stream()))
                .forEach(all::add);
        return all;
    }

    private static Problem anothers(LoadBalancerService service) {
        return new Problem(
                service.reference(),
                "AnotherLoadBalancer",
                "another controller has %s on this Service, so it is left alone; create it anew with spec.loadBalancerClass: %s, or switch that controller off and remove what it wrote"
                        .formatted(
                                service.published().ingress().isEmpty()
                                        ? "its finalizer"
                                        : "the addresses " + service.published().addresses(),
                                LoadBalancerService.CLASS));
    }

    /**
     * For each Service what stands on it, or {@code what -> shall}: addresses, finalizer where it matters, condition.
     */
    public Map<String, Map<String, String>> lines() {
        var lines = new LinkedHashMap<String, Map<String, String>>();
        outcomes.forEach((key, outcome) -> {
            var now = outcome.service.published();
            var line = new LinkedHashMap<String, String>();
            line.put("addresses", change(now.addresses(), outcome.wanted.addresses()));
            if (outcome.isChange()) {
                line.put("finalizer", change(now.finalizer(), outcome.wanted.finalizer()));
            }
            line.put("condition", change(text(now), text(outcome.wanted)));
            lines.put(key.toString(), line);
        });
        return lines;
    }

    /** What is wrong with any, sorted. */
    public List<Problem> problems() {
        return outcomes.values().stream()
                .flatMap(outcome -> outcome.problems.stream())
                .sorted()
                .toList();
    }

    /** {@link #lines}, then the problems. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        lines().forEach((service, line) -> {
            out.append("%s: %s\n".formatted(service, line.get("addresses")));
            line.forEach((name, value) -> {
                if (!name.equals("addresses")) {
                    out.append("  %s: %s\n".formatted(name, value));
                }
            });
        });
        problems().forEach(problem -> out.append("problem: ").append(problem).append('\n'));
        return out.toString();
    }

    private static String text(Published published) {
        return published.condition().map(Published.Condition::toString).orElse("none");
    }

    private static String change(Object now, Object wanted) {
        return now.equals(wanted) ? String.valueOf(now) : now + " -> " + wanted;
    }
}
