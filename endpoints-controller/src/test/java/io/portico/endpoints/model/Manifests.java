package io.portico.endpoints.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.testkit.Golden;
import java.util.List;
import java.util.stream.Stream;

/** The API objects of one golden file. */
public record Manifests(List<HasMetadata> objects) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** Those of {@code FOLDER/BEHAVIOUR.yaml}. */
    public static Manifests read(String file) {
        return new Manifests(Stream.of(Golden.read(file + ".yaml").split("(?m)^---\n"))
                .map(document -> YAML.<HasMetadata>unmarshal(document))
                .toList());
    }

    /** Those of a kind. */
    public <T> Stream<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
