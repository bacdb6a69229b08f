package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which Ingresses are ours: those of an IngressClass whose {@code spec.controller} is {@link #CONTROLLER}, whatever its
 * name; those of the older annotation {@code kubernetes.io/ingress.class}; and those without any class when one of our
 * classes is the default.
 */
public final class IngressClasses {
    /** {@code spec.controller} of our IngressClasses. */
    public static final String CONTROLLER = "portico.io/ingress-controller";

    static final String LEGACY_ANNOTATION = "kubernetes.io/ingress.class";
    private static final String DEFAULT_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";

    private static final Comparator<Ingress> OLDEST_FIRST = Comparator.comparing((Ingress ingress) ->
                    Objects.requireNonNullElse(ingress.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(ingress -> ingress.getMetadata().getNamespace())
            .thenComparing(ingress -> ingress.getMetadata().getName());

    private final Set<String> ours = new HashSet<>();
    private final Set<String> all = new HashSet<>();
    private final String configured;
    private boolean ourDefault;

    private IngressClasses(World world, Settings settings) {
        configured = settings.ingressClass();
        for (var candidate : world.classes()) {
            all.add(candidate.getMetadata().getName());
            if (CONTROLLER.equals(
                    candidate.getSpec() == null ? null : candidate.getSpec().getController())) {
                ours.add(candidate.getMetadata().getName());
                ourDefault |= isDefault(candidate);
            }
        }
    }

    /** Our Ingresses, the oldest first (then by namespace and name): the earlier wins every conflict. */
    public static List<Ingress> oursIn(World world, Settings settings) {
        var classes = new IngressClasses(world, settings);
        return world.ingresses().stream()
                .filter(classes::claims)
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** Ingresses that name our class while there is no such IngressClass: nobody would serve them, silently. */
    static List<Problem> withoutClass(World world, Settings settings) {
        var classes = new IngressClasses(world, settings);
        return world.ingresses().stream()
                .filter(ingress -> classes.configured.equals(ingress.getSpec().getIngressClassName())
                        && !classes.all.contains(classes.configured))
                .map(ingress -> new Problem(
                        ObjectRef.of(ingress),
                        "MissingIngressClass",
                        "spec.ingressClassName: there is no IngressClass " + classes.configured
                                + ", so nothing is served; create it with spec.controller " + CONTROLLER))
                .toList();
    }

    private boolean claims(Ingress ingress) {
        var named = ingress.getSpec().getIngressClassName();
        if (named != null) {
            return ours.contains(named);
        }
        return legacyClass(ingress)
                .map(legacy -> ours.contains(legacy) || (legacy.equals(configured) && !all.contains(legacy)))
                .orElse(ourDefault);
    }

    private static Optional<String> legacyClass(Ingress ingress) {
        return Optional.ofNullable(ingress.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(LEGACY_ANNOTATION));
    }

    private static boolean isDefault(IngressClass candidate) {
        var annotations = candidate.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(DEFAULT_ANNOTATION));
    }
}
