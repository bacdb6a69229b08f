package io.portico.ingress.model.objects;

import io.portico.ingress.model.annotations.AnnotationReading;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.HostName;
import io.portico.runtime.values.NamespacedName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What matters of an Ingress; its status does not.
 *
 * @param created {@code metadata.creationTimestamp}; empty when it is unknown
 * @param className {@code spec.ingressClassName}
 * @param legacyClass the annotation {@code kubernetes.io/ingress.class}
 * @param hasRules whether it has any rule, valid or not
 * @param rules those whose host is valid, in their order
 * @param annotations what its annotations ask for
 * @param issuer who is to write its Secrets, where it names somebody
 * @param problems what is wrong with its text
 */
public record IngressFacts(
        ObjectRef ref,
        String created,
        Optional<String> className,
        Optional<String> legacyClass,
        boolean hasRules,
        List<Rule> rules,
        Optional<ServiceRef> defaultBackend,
        List<TlsEntry> tls,
        AnnotationReading annotations,
        Optional<String> issuer,
        List<Problem> problems) {

    /** Rules without a host, and what is left over for them. */
    public static final String ANY_HOST = "";

    /** The older first, then by namespace and name: the earlier wins every conflict. */
    public static final Comparator<IngressFacts> OLDEST_FIRST = Comparator.comparing(IngressFacts::created)
            .thenComparing(facts -> facts.ref.namespace())
            .thenComparing(facts -> facts.ref.name());

    /**
     * One of {@code spec.rules}.
     *
     * @param host valid; {@link #ANY_HOST} where it has none
     */
    public record Rule(String host, List<Path> paths) {}

    /**
     * One path of a rule.
     *
     * @param field where it stands: {@code spec.rules[0].http.paths[1]}
     * @param path begins with a slash
     * @param exact whether its type is Exact; ImplementationSpecific is as Prefix here
     */
    public record Path(String field, String path, boolean exact, ServiceRef backend) {}

    /**
     * One of {@code spec.tls}.
     *
     * @param field where it stands: {@code spec.tls[0]}
     * @param hosts as they are listed; none means all of the rules
     * @param secret where it names one
     */
    public record TlsEntry(String field, Set<String> hosts, Optional<NamespacedName> secret) {
        /** Whether it lists the host, or a wildcard for it, or lists nothing, which means every host of the rules. */
        public boolean names(String host) {
            var wildcard = HostName.wildcardOf(host);
            return hosts.isEmpty() || hosts.contains(host) || (wildcard != null && hosts.contains(wildcard));
        }
    }

    /** Its own name. */
    public NamespacedName name() {
        return new NamespacedName(ref.namespace(), ref.name());
    }

    /** The valid hosts of its rules, sorted; {@link #ANY_HOST} stands for rules without one. */
    public Set<String> hosts() {
        var hosts = new java.util.TreeSet<String>();
        rules.forEach(rule -> hosts.add(rule.host));
        return hosts;
    }

    /** Whether an entry of its own covers this host of its rules. */
    public boolean hasTls(String host) {
        return tls.stream().anyMatch(entry -> entry.names(host));
    }
}
