package io.portico.certmanager.model.ingress;

import io.portico.certmanager.model.CertificateSpec;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All that is asked of one Secret. Its certificate covers the hosts of every Ingress that names it, so that two
 * Ingresses with one Secret share a certificate instead of overwriting each other's for ever.
 *
 * @param spec the certificate; empty when nobody asks for one, or too many hosts are asked for
 * @param ingresses who asks, the oldest first
 * @param problems what stands in the way
 */
public record MergedRequests(Optional<CertificateSpec> spec, List<ObjectRef> ingresses, List<Problem> problems) {

    /** Picks the requests for that Secret out of readings of the Ingresses of its namespace. */
    public static MergedRequests of(NamespacedName secret, Collection<IngressReading> readings) {
        var requests = readings.stream()
                .flatMap(reading -> reading.requests().stream())
                .filter(request -> request.secret().equals(secret))
                .sorted(CertificateRequest.BY_AGE)
                .toList();
        if (requests.isEmpty()) {
            return new MergedRequests(Optional.empty(), List.of(), List.of());
        }
        var ingresses =
                requests.stream().map(CertificateRequest::ingress).distinct().toList();
        var oldest = requests.getFirst();
        var hosts = new TreeSet<String>();
        requests.forEach(request -> hosts.addAll(request.hosts()));
        if (hosts.size() > CertificateSpec.MOST_HOSTS) {
            return new MergedRequests(Optional.empty(), ingresses, tooMany(ingresses, secret, hosts.size()));
        }
        var problems = new ArrayList<Problem>();
        for (var ingress : ingresses) {
            if (requests.stream()
                    .anyMatch(request -> request.ingress().equals(ingress)
                            && !request.options().equals(oldest.options()))) {
                problems.add(new Problem(
                        ingress,
                        "BadConfig",
                        "its cert-manager.io/ annotations differ from those of the older " + oldest.ingress()
                                + ", which names the Secret " + secret.name()
                                + " too and wins; write the same ones, or name another Secret."));
            }
        }
        return new MergedRequests(
                Optional.of(new CertificateSpec(secret, List.copyOf(hosts), oldest.options())), ingresses, problems);
    }

    private static List<Problem> tooMany(List<ObjectRef> ingresses, NamespacedName secret, int hosts) {
        return ingresses.stream()
                .map(ingress -> new Problem(
                        ingress,
                        "BadConfig",
                        hosts + " hosts name the Secret " + secret.name() + " and a certificate covers at most "
                                + CertificateSpec.MOST_HOSTS + "; name another Secret in some of the tls entries."))
                .toList();
    }
}
