package io.portico.ingress.model.build;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.portico.ingress.model.Certificates;
import io.portico.runtime.Listing;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why a host has no certificate of its own, and the sentence for its owner: one for each Ingress, whatever the number
 * of its hosts, as one Event will speak of them all.
 */
final class DefaultCertificateReasons {
    /** Stands in a reason for the hosts that it is about. */
    static final String HOSTS = "{hosts}";

    /** So many are named a second time in one sentence. */
    private static final int FEW = 3;

    private static final String NO_TLS =
            "the Ingress has no spec.tls; add spec.tls with hosts: [" + HOSTS + "] and a secretName";
    private static final String LEFT_OUT =
            "the host is in spec.rules but in no spec.tls[].hosts; add " + HOSTS + " to spec.tls[0].hosts";

    private final Map<String, String> reasons = new HashMap<>();

    /** The entry that names these hosts gives them no certificate, for this reason; the first reason counts. */
    void note(Collection<String> hosts, String reason) {
        hosts.forEach(host -> reasons.putIfAbsent(host, reason));
    }

    /** For each host of a rule that would be shown the default certificate, what its Ingress' owner must read. */
    Map<String, Problem> whyDefault(List<Ingress> oldestFirst, Certificates certificates, Set<String> waiting) {
        var why = new HashMap<String, Problem>();
        var spokenFor = new HashSet<String>();
        for (var ingress : oldestFirst) {
            var hosts = new TreeMap<String, List<String>>();
            for (var host : Rules.hostsOf(ingress)) {
                if (!host.isEmpty()
                        && !waiting.contains(host)
                        && certificates.forHost(host) == null
                        && !coveredByDefault(certificates, host)
                        && spokenFor.add(host)) {
                    hosts.computeIfAbsent(reason(ingress, host), _ -> new ArrayList<>())
                            .add(host);
                }
            }
            if (!hosts.isEmpty()) {
                var problem = new Problem(ObjectRef.of(ingress), "DefaultCertificateServed", sentence(hosts));
                hosts.values().forEach(some -> some.forEach(host -> why.put(host, problem)));
            }
        }
        return Map.copyOf(why);
    }

    static boolean coveredByDefault(Certificates certificates, String host) {
        return certificates.fallback().map(fallback -> fallback.covers(host)).orElse(false);
    }

    private String reason(Ingress ingress, String host) {
        return reasons.getOrDefault(host, TlsEntries.entries(ingress).isEmpty() ? NO_TLS : LEFT_OUT);
    }

    private static String sentence(Map<String, List<String>> hostsByReason) {
        var parts = new ArrayList<String>();
        var alone = hostsByReason.size() == 1;
        hostsByReason.forEach((reason, hosts) -> {
            var listed = Listing.of(hosts);
            var who = alone && hosts.size() == 1
                    ? "a client of https://" + listed + " was shown the default certificate"
                    : (parts.isEmpty() ? "clients are shown the default certificate instead of one for " : "for ")
                            + listed;
            parts.add(who + ": " + reason.replace(HOSTS, hosts.size() <= FEW ? listed : "these hosts"));
        });
        return String.join("; ", parts);
    }
}
