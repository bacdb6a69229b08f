/**
 * Endpoints: in go a Service, its pods and the Endpoints object of the same name; out comes an
 * {@link io.portico.endpoints.model.subsets.EndpointsPlan}. The rules are those of upstream's endpoints controller.
 */
@NullMarked
package io.portico.endpoints.model.subsets;

import org.jspecify.annotations.NullMarked;
