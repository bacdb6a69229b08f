package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one of our Ingresses asks for.
 *
 * @param hosts what it asks for on each host of its rules
 * @param upstreams those that its routes name
 * @param services those that it names, whether they are there or not
 * @param problems what is wrong with it alone
 */
record TranslatedIngress(
        IngressFacts facts,
        Map<String, HostPart> hosts,
        Set<UpstreamKey> upstreams,
        Set<NamespacedName> services,
        List<Problem> problems) {

    /**
     * What it asks for on one host.
     *
     * @param claims in their order
     * @param held where a closed Ingress' path looks like a regular expression, which is matched as plain text here,
     *     the paths that it would match must not fall to an open route with a shorter path; all claims go before
     * @param hasTls whether it has an entry in {@code spec.tls} for the host
     */
    record HostPart(List<Claim> claims, List<Claim> held, boolean hasTls) {}

    /**
     * A route that is served unless an older Ingress has claimed the same.
     *
     * @param isDefault whether it takes what no path of the host does
     */
    record Claim(Route route, boolean isDefault) {}
}
