package io.portico.ingress.model.annotations;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The annotations of one object.
 *
 * @param prefix of those that are meant
 * @param all of the object, with their prefixes
 */
record AnnotationValues(String prefix, Map<String, String> all) {
    /** As it is written, under its name or the first of its aliases that is there. */
    Optional<String> of(Annotation annotation) {
        return annotation
                .names()
                .flatMap(name -> Stream.ofNullable(all.get(prefix + "/" + name)))
                .findFirst();
    }
}
