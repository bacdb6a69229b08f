package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the files of a pod's volumes hold: those of ConfigMaps, Secrets, the downward API, and projections of them. */
public final class VolumeFiles {
    private final Pod pod;
    private final ConfigSources sources;
    private final ServiceAccountFiles account;

    /**
     * Reads nothing yet.
     *
     * @param pod with its addresses
     */
    public VolumeFiles(Pod pod, ConfigSources sources, ServiceAccountFiles account) {
        this.pod = pod;
        this.sources = sources;
        this.account = account;
    }

    /**
     * The files by their path in the volume; empty for an emptyDir, which has none of its own.
     *
     * @throws NotThere while something that it shows is absent
     * @throws IllegalArgumentException in words, for a kind of volume that is not known here
     */
    Optional<Map<String, byte[]>> of(Volume volume) throws NotThere {
        if (volume.getEmptyDir() != null) {
            return Optional.empty();
        }
        if (volume.getConfigMap() != null) {
            var map = volume.getConfigMap();
            return Optional.of(configMap(map.getName(), map.getOptional(), map.getItems()));
        }
        if (volume.getSecret() != null) {
            var secret = volume.getSecret();
            return Optional.of(secret(secret.getSecretName(), secret.getOptional(), secret.getItems()));
        }
        if (volume.getDownwardAPI() != null) {
            return Optional.of(downwardApi(volume.getDownwardAPI().getItems()));
        }
        if (volume.getProjected() != null) {
            var files = new TreeMap<String, byte[]>();
            for (var source : volume.getProjected().getSources()) {
                files.putAll(projection(source));
            }
            return Optional.of(files);
        }
        throw new IllegalArgumentException("volume " + volume.getName()
                + ": the playground knows emptyDir, configMap, secret, downwardAPI and projected, no other volumes");
    }

    private Map<String, byte[]> projection(VolumeProjection source) throws NotThere {
        if (source.getConfigMap() != null) {
            ConfigMapProjection map = source.getConfigMap();
            return configMap(map.getName(), map.getOptional(), map.getItems());
        }
        if (source.getSecret() != null) {
            SecretProjection secret = source.getSecret();
            return secret(secret.getName(), secret.getOptional(), secret.getItems());
        }
        if (source.getDownwardAPI() != null) {
            return downwardApi(source.getDownwardAPI().getItems());
        }
        if (source.getServiceAccountToken() != null) {
            var token = source.getServiceAccountToken();
            return Map.of(token.getPath(), bytes(account.token(token.getAudience())));
        }
        throw new IllegalArgumentException(
                "a projected volume: the playground knows configMap, secret, downwardAPI and serviceAccountToken");
    }

    private Map<String, byte[]> configMap(String name, @Nullable Boolean optional, List<KeyToPath> items)
            throws NotThere {
        return items(
                sources.configMap(name, optional), items, optional, "configmap references non-existent config key: ");
    }

    private Map<String, byte[]> secret(String name, @Nullable Boolean optional, List<KeyToPath> items) throws NotThere {
        return items(sources.secret(name, optional), items, optional, "references non-existent secret key: ");
    }

    private static Map<String, byte[]> items(
            Map<String, byte[]> data, List<KeyToPath> items, @Nullable Boolean optional, String absent)
            throws NotThere {
        if (items.isEmpty()) {
            return data;
        }
        var files = new TreeMap<String, byte[]>();
        for (var item : items) {
            var value = data.get(item.getKey());
            if (value != null) {
                files.put(item.getPath(), value);
            } else if (!Objects.equals(optional, true)) {
                throw new NotThere(absent + item.getKey());
            }
        }
        return files;
    }

    private Map<String, byte[]> downwardApi(List<DownwardAPIVolumeFile> items) {
        var files = new TreeMap<String, byte[]>();
        for (var item : items) {
            if (item.getFieldRef() == null) {
                throw new IllegalArgumentException(
                        "downwardAPI " + item.getPath() + ": the playground knows fieldRef, not resourceFieldRef");
            }
            files.put(item.getPath(), bytes(PodFields.value(item.getFieldRef().getFieldPath(), pod)));
        }
        return files;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
