package io.portico.ingress.model.build;

import io.portico.ingress.model.RoutingTable;
import io.portico.ingress.model.SecretRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The whole way from API objects to a routing table. */
public final class RoutingTables {
    private RoutingTables() {}

    /** The Secrets to read before {@link #build} can say all it has to say. */
    public static Set<SecretRef> secretsNeeded(World world, Settings settings) {
        return TlsEntries.secretsOf(IngressClasses.oursIn(world, settings), settings);
    }

    /** The table for this world; what is wrong with an object is a problem in it and harms no other object. */
    public static RoutingTable build(World world, Settings settings) {
        List<Problem> problems = new ArrayList<>(IngressClasses.withoutClass(world, settings));
        var ingresses = IngressClasses.oursIn(world, settings);
        var backends = new Backends(world, problems);
        var rules = new Rules(backends, TlsEntries.hostsWithTls(ingresses), problems);
        ingresses.forEach(rules::add);
        var certificates = new TlsEntries(world, settings, problems).certificates(ingresses);
        return new RoutingTable(
                rules.virtualHosts(),
                backends.ofService(settings.namespace(), settings.defaultBackend()),
                certificates,
                problems.stream().distinct().sorted().toList());
    }
}
