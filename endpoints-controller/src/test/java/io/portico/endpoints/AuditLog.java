package io.portico.endpoints;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What an API server says of the writes to Endpoints and EndpointSlices that it was asked for. */
final class AuditLog {
    private final Path log;
    private final Path policy;

    /**
     * One write.
     *
     * @param user who asked for it
     * @param code the HTTP status of the answer
     */
    record Write(String user, String verb, String resource, String namespace, String name, int code) {
        boolean succeeded() {
            return code < 300;
        }
    }

    /** Its files will be in that directory. */
    AuditLog(Path directory) {
        log = directory.resolve("audit.log");
        try {
            policy = Files.writeString(directory.resolve("audit-policy.yaml"), """
                    apiVersion: audit.k8s.io/v1
                    kind: Policy
                    omitStages: [RequestReceived]
                    rules:
                    - level: Metadata
                      verbs: [create, update, patch, delete]
                      resources:
                      - {group: "", resources: [endpoints]}
                      - {group: discovery.k8s.io, resources: [endpointslices]}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What kube-apiserver must be started with. */
    List<String> arguments() {
        return List.of("--audit-policy-file", policy.toString(), "--audit-log-path", log.toString());
    }

    /** All writes in that namespace that were answered, in order. */
    List<Write> writes(String namespace) {
        try {
            var text = Files.readString(log);
            // The last line may be half-way.
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> Serialization.unmarshal(line, GenericKubernetesResource.class))
                    .flatMap(AuditLog::write)
                    .filter(write -> write.namespace.equals(namespace))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Write> write(GenericKubernetesResource event) {
        String user = event.get("user", "username");
        String verb = event.get("verb");
        String resource = event.get("objectRef", "resource");
        String namespace = event.get("objectRef", "namespace");
        String name = event.get("objectRef", "name");
        Integer code = event.get("responseStatus", "code");
        return code == null || namespace == null
                ? Stream.empty()
                : Stream.of(new Write(user, verb, resource, namespace, name == null ? "" : name, code));
    }
}
