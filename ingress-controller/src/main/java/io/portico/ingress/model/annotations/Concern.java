package io.portico.ingress.model.annotations;

import io.portico.ingress.model.routing.Filter;
import java.util.List;

/**
 * One thing that annotations ask for together, and that is followed here. A class for each: it names its annotations,
 * reads their values into types, and says what becomes of a request.
 */
interface Concern {
    /** Those that it reads. */
    List<Annotation> annotations();

    /** What these values ask for; nothing where they ask for nothing. */
    List<Filter> filters(AnnotationValues values);
}
