package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.Problem;
import java.util.HashSet;
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

    private final Set<String> ours = new HashSet<>();
    private final Set<String> all = new HashSet<>();
    private final String configured;
    private boolean ourDefault;

    IngressClasses(World world, Settings settings) {
        configured = settings.ingressClass();
        world.classes().forEach((name, facts) -> {
            all.add(name);
            if (CONTROLLER.equals(facts.controller())) {
                ours.add(name);
                ourDefault |= facts.isDefault();
            }
        });
    }

    /** Whether it is ours. */
    boolean claims(IngressFacts ingress) {
        return ingress.className()
                .map(ours::contains)
                .or(() -> ingress.legacyClass()
                        .map(legacy -> ours.contains(legacy) || (legacy.equals(configured) && !all.contains(legacy))))
                .orElse(ourDefault);
    }

    /** That it names our class while there is no such IngressClass: nobody would serve it, silently. */
    Optional<Problem> withoutClass(IngressFacts ingress) {
        return ingress.className()
                .filter(named -> named.equals(configured) && !all.contains(configured))
                .map(_ -> new Problem(
                        ingress.ref(),
                        "MissingIngressClass",
                        "spec.ingressClassName: there is no IngressClass " + configured
                                + ", so nothing is served; create it with spec.controller " + CONTROLLER));
    }
}
