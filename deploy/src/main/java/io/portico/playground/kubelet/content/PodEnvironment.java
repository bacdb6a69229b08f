package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of a container: what its template says, and where the API server is; nothing of this JVM's. */
public final class PodEnvironment {
    /** {@code $(NAME)}, and {@code $$} for a dollar. */
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|\\(([^)]*)\\))");

    private final Pod pod;
    private final ConfigSources sources;

    /**
     * Reads nothing yet.
     *
     * @param pod with its addresses, as its containers are to see them
     */
    public PodEnvironment(Pod pod, ConfigSources sources) {
        this.pod = pod;
        this.sources = sources;
    }

    /**
     * The variables by name.
     *
     * @param apiServer address and port
     * @throws IllegalArgumentException in words, for what is not understood here
     * @throws NotThere while a ConfigMap, a Secret or a key that it needs is absent
     */
    public Map<String, String> of(Container container, String apiServer) throws NotThere {
        var colon = apiServer.lastIndexOf(':');
        var environment = new LinkedHashMap<String, String>();
        environment.put("HOSTNAME", pod.getMetadata().getName());
        environment.put("KUBERNETES_SERVICE_HOST", apiServer.substring(0, colon));
        environment.put("KUBERNETES_SERVICE_PORT", apiServer.substring(colon + 1));
        for (var from : container.getEnvFrom()) {
            var prefix = Objects.requireNonNullElse(from.getPrefix(), "");
            all(from).forEach((key, value) -> environment.put(prefix + key, text(value)));
        }
        for (var variable : container.getEnv()) {
            var value = value(variable, environment);
            if (value.isPresent()) {
                environment.put(variable.getName(), value.get());
            }
        }
        return environment;
    }

    /** Command and args, with the references in them replaced: what is not known stays as it is. */
    public static List<String> expand(List<String> words, Map<String, String> environment) {
        return words.stream().map(word -> expand(word, environment)).toList();
    }

    private static String expand(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2) == null ? "$" : environment.getOrDefault(found.group(2), found.group())));
    }

    private Map<String, byte[]> all(EnvFromSource from) throws NotThere {
        if (from.getConfigMapRef() != null) {
            return sources.configMap(
                    from.getConfigMapRef().getName(), from.getConfigMapRef().getOptional());
        }
        return sources.secret(from.getSecretRef().getName(), from.getSecretRef().getOptional());
    }

    private Optional<String> value(EnvVar variable, Map<String, String> before) throws NotThere {
        var from = variable.getValueFrom();
        if (from == null) {
            return Optional.of(expand(Objects.requireNonNullElse(variable.getValue(), ""), before));
        }
        if (from.getFieldRef() != null) {
            return Optional.of(PodFields.value(from.getFieldRef().getFieldPath(), pod));
        }
        if (from.getConfigMapKeyRef() != null) {
            var ref = from.getConfigMapKeyRef();
            return key(
                    sources.configMap(ref.getName(), ref.getOptional()),
                    ref.getKey(),
                    ref.getOptional(),
                    () -> "ConfigMap " + sources.namespace() + "/" + ref.getName());
        }
        if (from.getSecretKeyRef() != null) {
            var ref = from.getSecretKeyRef();
            return key(
                    sources.secret(ref.getName(), ref.getOptional()),
                    ref.getKey(),
                    ref.getOptional(),
                    () -> "Secret " + sources.namespace() + "/" + ref.getName());
        }
        throw new IllegalArgumentException("env " + variable.getName()
                + ": the playground understands values, fieldRef, configMapKeyRef and secretKeyRef, not other sources");
    }

    private static Optional<String> key(
            Map<String, byte[]> data, String key, @Nullable Boolean optional, Supplier<String> of) throws NotThere {
        var value = data.get(key);
        if (value == null && !Objects.equals(optional, true)) {
            throw new NotThere("couldn't find key " + key + " in " + of.get());
        }
        return Optional.ofNullable(value).map(PodEnvironment::text);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
