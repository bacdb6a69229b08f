package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ConfigMaps and Secrets of a pod's namespace, read anew each time.
 *
 * @param namespace the pod's
 */
public record ConfigSources(KubernetesClient client, String namespace) {

    /** What a container waits for is not there; the message is a kubelet's, and becomes the pod's. */
    public static final class NotThere extends Exception {
        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }
    }

    /** Data and binaryData of a ConfigMap; empty when it is not there. */
    public Optional<Map<String, byte[]>> configMap(String name) {
        var found = client.configMaps().inNamespace(namespace).withName(name).get();
        if (found == null) {
            return Optional.empty();
        }
        var data = decoded(found.getBinaryData());
        orEmpty(found.getData()).forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        return Optional.of(data);
    }

    /** A Secret's data; empty when it is not there. */
    public Optional<Map<String, byte[]>> secret(String name) {
        var found = client.secrets().inNamespace(namespace).withName(name).get();
        return found == null ? Optional.empty() : Optional.of(decoded(found.getData()));
    }

    /** The ConfigMap's data; none when it is absent and may be. */
    public Map<String, byte[]> configMap(String name, @Nullable Boolean optional) throws NotThere {
        return need(configMap(name), optional, "configmap", name);
    }

    /** The Secret's data; none when it is absent and may be. */
    public Map<String, byte[]> secret(String name, @Nullable Boolean optional) throws NotThere {
        return need(secret(name), optional, "secret", name);
    }

    private static Map<String, byte[]> need(
            Optional<Map<String, byte[]>> data, @Nullable Boolean optional, String kind, String name) throws NotThere {
        if (data.isEmpty() && !Objects.equals(optional, true)) {
            throw new NotThere(kind + " \"" + name + "\" not found");
        }
        return data.orElse(Map.of());
    }

    private static Map<String, byte[]> decoded(@Nullable Map<String, String> data) {
        var decoded = new HashMap<String, byte[]>();
        orEmpty(data)
                .forEach((key, value) -> decoded.put(key, Base64.getDecoder().decode(value)));
        return decoded;
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
