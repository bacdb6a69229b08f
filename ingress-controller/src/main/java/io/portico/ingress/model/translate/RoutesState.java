package io.portico.ingress.model.translate;

import io.portico.ingress.model.objects.IngressFacts;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.Map;
import java.util.Optional;

/**
 * The routes after a turn, and what the next needs to make only the difference.
 *
 * @param ours our Ingresses
 * @param ingresses what each of them asks for
 * @param byHost who asks for something on each host
 * @param byService who names each Service
 * @param uses the upstreams of each Service, and by how many they are named
 * @param hosts what follows for each host
 * @param upstreams those that are named
 * @param fallback the default backend's
 */
record RoutesState(
        PersistentMap<NamespacedName, IngressFacts> ours,
        PersistentMap<NamespacedName, TranslatedIngress> ingresses,
        Index<String, TranslatedIngress> byHost,
        Index<NamespacedName, TranslatedIngress> byService,
        PersistentMap<NamespacedName, Map<UpstreamKey, Integer>> uses,
        PersistentMap<String, VirtualHost> hosts,
        PersistentMap<UpstreamKey, Upstream> upstreams,
        Optional<UpstreamKey> fallback) {
    static final RoutesState NOTHING = new RoutesState(
            PersistentMap.empty(),
            PersistentMap.empty(),
            Index.empty(),
            Index.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            Optional.empty());
}
