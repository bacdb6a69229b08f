package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The downward API: what a fieldRef of an environment variable or of a volume's file says. Pure. */
final class PodFields {
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['(.*)']");

    private PodFields() {}

    /**
     * @param pod with its addresses, as its containers are to see them
     * @throws IllegalArgumentException in words, for a path that is not known here
     */
    static String value(String path, Pod pod) {
        var metadata = pod.getMetadata();
        var subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            var map = subscript.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
            return orEmpty(map).getOrDefault(subscript.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(metadata.getLabels());
            case "metadata.annotations" -> lines(metadata.getAnnotations());
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            case "status.podIP" -> pod.getStatus().getPodIP();
            case "status.podIPs" ->
                pod.getStatus().getPodIPs().stream().map(PodIP::getIp).collect(Collectors.joining(","));
            case "status.hostIP" -> pod.getStatus().getHostIP();
            default -> throw new IllegalArgumentException("fieldRef " + path + " is not known here");
        };
    }

    private static String lines(@Nullable Map<String, String> map) {
        return new TreeMap<>(orEmpty(map))
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=\"" + entry.getValue().replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
