package io.portico.deploy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chart, rendered as a user renders it. */
public final class Chart {
    static final Path DIRECTORY = Path.of("helm/portico");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Chart() {}

    /**
     * With those values beside the defaults: {@code nodeProxy.clusterCIDR} and a list, or {@code …mode} and a text.
     *
     * @throws RuntimeException with Helm's message when it refuses them
     */
    public static String render(Map<String, ?> values) {
        var template = new Helm(DIRECTORY)
                .template()
                .withName("portico")
                .withNamespace("portico-system")
                .withKubeVersion("1.36.3");
        for (var value : flat(values).entrySet()) {
            template = template.set(value.getKey(), value.getValue());
        }
        return template.call();
    }

    /** The variables of each container by its name, as {@code NAME=value}. */
    static Map<String, Map<String, String>> environments(String manifest) {
        return podTemplates(manifest)
                .flatMap(template -> template.getSpec().getContainers().stream())
                .collect(Collectors.toMap(Container::getName, Chart::environment));
    }

    static Stream<HasMetadata> objects(String manifest) {
        return documents(manifest).map(document -> YAML.<HasMetadata>unmarshal(document));
    }

    /** What the pods of its Deployments and DaemonSets are made from. */
    public static Stream<PodTemplateSpec> podTemplates(String manifest) {
        return documents(manifest)
                .filter(document -> document.contains("containers:")) // reading all takes a while
                .map(document -> YAML.<HasMetadata>unmarshal(document))
                .flatMap(object -> podTemplate(object).stream());
    }

    private static Stream<String> documents(String manifest) {
        return Stream.of(manifest.split("(?m)^---$", -1)).filter(document -> document.contains("kind:"));
    }

    /** A file of the chart, read as YAML or JSON. */
    @SuppressWarnings("unchecked") // a mapping has texts for keys
    static Map<String, Object> file(String name) {
        return YAML.unmarshal(text(name), Map.class);
    }

    static String text(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream()
                .collect(Collectors.toMap(
                        EnvVar::getName,
                        variable -> Optional.ofNullable(variable.getValue()).orElse("(of the pod)"),
                        (one, _) -> one,
                        TreeMap::new));
    }

    private static Optional<PodTemplateSpec> podTemplate(HasMetadata object) {
        return switch (object) {
            case DaemonSet set -> Optional.of(set.getSpec().getTemplate());
            case Deployment deployment -> Optional.of(deployment.getSpec().getTemplate());
            default -> Optional.empty();
        };
    }

    /** As {@code --set} takes them. */
    private static Map<String, Object> flat(Map<?, ?> values) {
        var flat = new TreeMap<String, Object>();
        values.forEach((key, value) -> {
            switch (value) {
                case Map<?, ?> map -> flat(map).forEach((inner, one) -> flat.put(key + "." + inner, one));
                case List<?> list -> {
                    for (var i = 0; i < list.size(); i++) {
                        flat.put(key + "[" + i + "]", list.get(i));
                    }
                }
                default -> flat.put(String.valueOf(key), value);
            }
        });
        return flat;
    }
}
