package io.portico.certmanager.model.ingress;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.HostName;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one Ingress asks of us.
 *
 * @param ingress the Ingress
 * @param otherIssuer the issuer it names when that is not us: somebody else may serve it, so it is left alone
 * @param ofOurKind whether kind and group of its issuer are such as we serve
 * @param awaited the Secrets that somebody else is to make
 * @param requests one for each {@code tls} entry that can be served
 * @param problems what its author should mend
 */
public record IngressReading(
        ObjectRef ingress,
        Optional<String> otherIssuer,
        boolean ofOurKind,
        List<NamespacedName> awaited,
        List<CertificateRequest> requests,
        List<Problem> problems) {

    /** The one issuer served here, and the name of its Secret in the install namespace. */
    public static final String ISSUER = "kube-ca";

    /** Reads an Ingress as the API server stores it. */
    public static IngressReading of(Ingress ingress) {
        var about = ObjectRef.of(ingress);
        var annotations = requireNonNullElse(ingress.getMetadata().getAnnotations(), Map.<String, String>of());
        var named = IssuerReference.of(annotations);
        if (named.isEmpty()) {
            return new IngressReading(about, Optional.empty(), true, List.of(), List.of(), List.of());
        }
        var issuer = named.get();
        if (!issuer.ofOurKind()) {
            return others(ingress, about, issuer, List.of());
        }
        if (!issuer.names().contains(ISSUER)) {
            return others(ingress, about, issuer, misspelt(about, issuer.names()));
        }
        if (issuer.names().size() > 1) {
            return others(
                    ingress,
                    about,
                    issuer,
                    List.of(badConfig(
                            about,
                            "annotations cert-manager.io/cluster-issuer and cert-manager.io/issuer name different issuers"
                                    + "; keep one of them.")));
        }
        return ours(ingress, about, annotations);
    }

    private static IngressReading others(
            Ingress ingress, ObjectRef about, IssuerReference issuer, List<Problem> problems) {
        var awaited = entries(ingress).stream()
                .map(entry -> requireNonNullElse(entry.getSecretName(), ""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .map(name -> new NamespacedName(about.namespace(), name))
                .toList();
        return new IngressReading(
                about, Optional.of(issuer.toString()), issuer.ofOurKind(), awaited, List.of(), problems);
    }

    private static List<IngressTLS> entries(Ingress ingress) {
        return ingress.getSpec() == null
                ? List.of()
                : requireNonNullElse(ingress.getSpec().getTls(), List.<IngressTLS>of());
    }

    private static IngressReading ours(Ingress ingress, ObjectRef about, Map<String, String> annotations) {
        var problems = new ArrayList<Problem>();
        var requests = new ArrayList<CertificateRequest>();
        var options = OptionsReading.of(annotations);
        options.mistakes().forEach(mistake -> problems.add(badConfig(about, mistake)));

        var entries = entries(ingress);
        if (entries.isEmpty()) {
            problems.add(badConfig(
                    about,
                    "asks issuer " + ISSUER
                            + " for certificates but has no spec.tls; write an entry with hosts and secretName."));
        }
        for (var i = 0; i < entries.size(); i++) {
            request(ingress, about, entries.get(i), "spec.tls[" + i + "]", options.options(), problems)
                    .ifPresent(requests::add);
        }
        return new IngressReading(
                about, Optional.empty(), true, List.of(), List.copyOf(requests), List.copyOf(problems));
    }

    private static Optional<CertificateRequest> request(
            Ingress ingress,
            ObjectRef about,
            IngressTLS entry,
            String field,
            CertificateOptions options,
            List<Problem> problems) {
        var secretName = requireNonNullElse(entry.getSecretName(), "");
        var written = requireNonNullElse(entry.getHosts(), List.<String>of());
        if (secretName.isEmpty()) {
            problems.add(badConfig(
                    about,
                    field + " has no secretName; write the name of the Secret that shall hold the certificate."));
        }
        if (written.isEmpty()) {
            problems.add(badConfig(about, field + " has no hosts; write every host that the certificate shall cover."));
        }
        var hosts = new ArrayList<String>();
        for (var host : written) {
            var spelled = HostName.spelled(host);
            HostName.faultOf(spelled)
                    .ifPresentOrElse(
                            fault -> problems.add(badConfig(
                                    about,
                                    field + ".hosts has \"" + host + "\", which is left out of the certificate: "
                                            + fault + "; write a DNS name such as www.example.com or *.example.com.")),
                            () -> hosts.add(spelled));
        }
        if (secretName.isEmpty() || hosts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CertificateRequest(
                about,
                requireNonNullElse(ingress.getMetadata().getCreationTimestamp(), ""),
                new NamespacedName(about.namespace(), secretName),
                List.copyOf(hosts),
                options));
    }

    private static List<Problem> misspelt(ObjectRef about, List<String> issuers) {
        return issuers.stream()
                .filter(issuer -> bare(issuer).equals(bare(ISSUER)))
                .map(issuer -> badConfig(about, "names the issuer \"" + issuer + "\"; write " + ISSUER + "."))
                .toList();
    }

    private static String bare(String issuer) {
        return issuer.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    private static Problem badConfig(ObjectRef about, String message) {
        return new Problem(about, "BadConfig", message);
    }
}
