package io.portico.certmanager.model.ingress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The issuer that an Ingress names, as cert-manager's ingress-shim reads it: name and kind by {@code issuer} or
 * {@code cluster-issuer}; {@code issuer-kind} and {@code issuer-group} name those of an external issuer.
 *
 * @param names by both annotations; more than one where they differ
 * @param kind such as {@code ClusterIssuer}
 * @param group such as {@code cert-manager.io}
 */
record IssuerReference(List<String> names, String kind, String group) {
    private static final String PREFIX = "cert-manager.io/";
    private static final String GROUP = "cert-manager.io";
    private static final Set<String> KINDS = Set.of("Issuer", "ClusterIssuer");

    /** Empty where no issuer is named. */
    static Optional<IssuerReference> of(Map<String, String> annotations) {
        var names = new ArrayList<String>();
        var kind = "";
        for (var each : List.of("cluster-issuer", "issuer")) {
            var name = annotations.get(PREFIX + each);
            if (name != null) {
                if (!names.contains(name)) {
                    names.add(name);
                }
                kind = kind.isEmpty() ? (each.equals("issuer") ? "Issuer" : "ClusterIssuer") : kind;
            }
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new IssuerReference(
                        List.copyOf(names),
                        written(annotations.get(PREFIX + "issuer-kind"), kind),
                        written(annotations.get(PREFIX + "issuer-group"), GROUP)));
    }

    /** Whether kind and group are those that we may serve: of another one we know nothing, whatever its name. */
    boolean ofOurKind() {
        return KINDS.contains(kind) && group.equals(GROUP);
    }

    /** As a user finds it in the Ingress. */
    @Override
    public String toString() {
        var named = String.join(", ", names);
        return ofOurKind() ? named : named + " (" + kind + "." + group + ")";
    }

    private static String written(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
