package io.portico.ingress.model.objects;

import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.util.Objects;

/**
 * What matters of an IngressClass.
 *
 * @param controller {@code spec.controller}; empty when it has none
 * @param isDefault whether Ingresses without a class are of this one
 */
public record IngressClassFacts(String name, String controller, boolean isDefault) {
    private static final String DEFAULT_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";

    /** Reads one. */
    public static IngressClassFacts of(IngressClass object) {
        var annotations = object.getMetadata().getAnnotations();
        return new IngressClassFacts(
                object.getMetadata().getName(),
                object.getSpec() == null
                        ? ""
                        : Objects.requireNonNullElse(object.getSpec().getController(), ""),
                annotations != null && "true".equals(annotations.get(DEFAULT_ANNOTATION)));
    }
}
