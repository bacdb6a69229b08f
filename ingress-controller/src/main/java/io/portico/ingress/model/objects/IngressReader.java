package io.portico.ingress.model.objects;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.portico.ingress.model.annotations.AnnotationReading;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.HostName;
import io.portico.runtime.values.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an Ingress, once. What makes no sense in it is left out with a problem; the rest is served. */
public final class IngressReader {
    /** Which class an Ingress of older days is of. */
    public static final String LEGACY_CLASS = "kubernetes.io/ingress.class";

    private final Ingress ingress;
    private final ObjectRef ref;
    private final List<Problem> problems = new ArrayList<>();

    private IngressReader(Ingress ingress) {
        this.ingress = ingress;
        this.ref = ObjectRef.of(ingress);
    }

    /** Reads one. */
    public static IngressFacts read(Ingress ingress) {
        return new IngressReader(ingress).read();
    }

    private IngressFacts read() {
        var metadata = ingress.getMetadata();
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        var reading = AnnotationReading.of(annotations);
        problems.addAll(reading.problems(ref));
        var spec = ingress.getSpec();
        var rules = spec == null ? List.<IngressRule>of() : orEmpty(spec.getRules());
        return new IngressFacts(
                ref,
                Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
                Optional.ofNullable(spec).map(some -> some.getIngressClassName()),
                Optional.ofNullable(annotations.get(LEGACY_CLASS)),
                !rules.isEmpty(),
                rules(rules),
                Optional.ofNullable(spec)
                        .map(some -> some.getDefaultBackend())
                        .map(backend -> service("spec.defaultBackend", backend)),
                tls(spec == null ? List.of() : orEmpty(spec.getTls())),
                reading,
                Issuers.named(annotations),
                List.copyOf(problems));
    }

    private List<IngressFacts.Rule> rules(List<IngressRule> rules) {
        var read = new ArrayList<IngressFacts.Rule>();
        for (var i = 0; i < rules.size(); i++) {
            var field = "spec.rules[" + i + "]";
            var host = HostName.spelled(Objects.requireNonNullElse(rules.get(i).getHost(), IngressFacts.ANY_HOST));
            var fault = host.isEmpty() ? Optional.<String>empty() : HostName.faultOf(host);
            if (fault.isPresent()) {
                problems.add(new Problem(
                        ref,
                        "InvalidHost",
                        field + ".host: \"" + host + "\" is not served: " + fault.get()
                                + "; write a DNS name such as shop.example.com"));
                continue;
            }
            var http = rules.get(i).getHttp();
            read.add(new IngressFacts.Rule(host, paths(field, http == null ? List.of() : orEmpty(http.getPaths()))));
        }
        return List.copyOf(read);
    }

    private List<IngressFacts.Path> paths(String rule, List<HTTPIngressPath> paths) {
        var read = new ArrayList<IngressFacts.Path>();
        for (var j = 0; j < paths.size(); j++) {
            var path = paths.get(j);
            var field = rule + ".http.paths[" + j + "]";
            var text = path.getPath() == null || path.getPath().isEmpty() ? "/" : path.getPath();
            if (text.startsWith("/")) {
                read.add(new IngressFacts.Path(
                        field,
                        text,
                        "Exact".equals(path.getPathType()),
                        service(field + ".backend", path.getBackend())));
            } else {
                problems.add(new Problem(
                        ref,
                        "InvalidPath",
                        field + ".path: \"" + text + "\" is not served: a path begins with /; regular expressions are"
                                + " not supported"));
            }
        }
        return List.copyOf(read);
    }

    private static ServiceRef service(String field, @Nullable IngressBackend backend) {
        if (backend == null || backend.getService() == null) {
            return new ServiceRef(field, "", "", 0);
        }
        var port = backend.getService().getPort();
        return new ServiceRef(
                field,
                Objects.requireNonNullElse(backend.getService().getName(), ""),
                port == null ? "" : Objects.requireNonNullElse(port.getName(), ""),
                port == null ? 0 : Objects.requireNonNullElse(port.getNumber(), 0));
    }

    private List<IngressFacts.TlsEntry> tls(List<IngressTLS> entries) {
        var read = new ArrayList<IngressFacts.TlsEntry>();
        for (var i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            read.add(new IngressFacts.TlsEntry(
                    "spec.tls[" + i + "]",
                    orEmpty(entry.getHosts()).stream()
                            .map(HostName::spelled)
                            .collect(Collectors.toCollection(TreeSet::new)),
                    Optional.ofNullable(entry.getSecretName())
                            .filter(name -> !name.isEmpty())
                            .map(name -> new NamespacedName(ref.namespace(), name))));
        }
        return List.copyOf(read);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
