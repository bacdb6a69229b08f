package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The environment of a pod's process: what its template says, and where the API server is; nothing of this JVM's. */
final class PodEnvironment {
    private PodEnvironment() {}

    /**
     * @param pod with its addresses, as its process is to see them
     * @param apiServer address and port
     * @throws IllegalArgumentException in words, for what is not understood here
     */
    static Map<String, String> of(Pod pod, Container container, String apiServer) {
        var colon = apiServer.lastIndexOf(':');
        var environment = new LinkedHashMap<String, String>();
        environment.put("HOSTNAME", pod.getMetadata().getName());
        environment.put("KUBERNETES_SERVICE_HOST", apiServer.substring(0, colon));
        environment.put("KUBERNETES_SERVICE_PORT", apiServer.substring(colon + 1));
        for (var variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, pod));
        }
        return environment;
    }

    private static String value(EnvVar variable, Pod pod) {
        if (variable.getValueFrom() == null) {
            return Objects.requireNonNullElse(variable.getValue(), "");
        }
        var field = variable.getValueFrom().getFieldRef();
        if (field == null) {
            throw new IllegalArgumentException("env " + variable.getName()
                    + ": the playground understands values and fieldRefs, not other sources");
        }
        return field(field, pod);
    }

    private static String field(ObjectFieldSelector field, Pod pod) {
        return switch (field.getFieldPath()) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            case "status.podIP" -> pod.getStatus().getPodIP();
            case "status.hostIP" -> pod.getStatus().getHostIP();
            default -> throw new IllegalArgumentException("fieldRef " + field.getFieldPath() + " is not known here");
        };
    }
}
