package io.portico.endpoints.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The API objects of one golden file. */
public record Manifests(List<HasMetadata> objects) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** The names of the golden inputs in that folder. */
    public static List<String> behaviours(String folder) throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/" + folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

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
