package io.portico.runtime.settings;

import io.portico.runtime.PorticoConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMappingLoader;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The settings of one service, and what must hold of them.
 *
 * @param prefix of that interface, {@code portico.node-proxy}: executables know no annotations of interfaces
 * @param mapping the interface that declares them, beside {@link PorticoConfig}
 * @param managementPort what {@code quarkus.management.port} is where nobody sets it
 * @param required names of settings that have no default and must be there
 * @param check finds what no type can say
 * @param <T> that interface
 */
public record Settings<T>(
        String prefix, Class<T> mapping, int managementPort, Set<String> required, BiConsumer<T, Faults> check) {
    private static final String MANAGEMENT_PORT = "quarkus.management.port";
    private static final String SHARED = "portico";
    private static final String PREFIX = SHARED + ".";
    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int PROPERTIES_ORDINAL = 400;
    private static final int CONVERTER_PRIORITY = 300;

    /** With none that must be there. */
    public Settings(String prefix, Class<T> mapping, int managementPort, BiConsumer<T, Faults> check) {
        this(prefix, mapping, managementPort, Set.of(), check);
    }

    /** The settings that all services have, and no other. */
    public static Settings<PorticoConfig> shared(int managementPort) {
        return new Settings<>(SHARED, PorticoConfig.class, managementPort, (_, _) -> {});
    }

    /**
     * Looks for faults in what a process was started with.
     *
     * @param service its name, for the sentences
     * @param environment all variables
     * @param properties all system properties
     */
    public Faults faults(String service, Map<String, String> environment, Map<String, String> properties) {
        var faults = new Faults();
        var variables = Variables.of(defaults().keySet());
        variables.unknown(service, environment.keySet()).forEach(faults::add);
        variables
                .unknown(
                        service,
                        properties.keySet().stream()
                                .filter(name -> name.startsWith(PREFIX))
                                .toList())
                .forEach(faults::add);
        check(faults, new HashMap<>(environment), new HashMap<>(properties));
        return faults;
    }

    /** What an environment without {@link #faults} says, for a command, beside which Quarkus does not run. */
    public T read(Map<String, String> environment) {
        return config(environment, Map.of()).getConfigMapping(mapping);
    }

    /** Every setting by its name, {@code portico.namespace}, and its default; empty where there is none. */
    public Map<String, String> defaults() {
        return Stream.of(declared(SHARED, PorticoConfig.class), declared(prefix, mapping))
                .flatMap(declared -> declared.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, TreeMap::new));
    }

    /** As {@link #defaults}, by the names of their environment variables. */
    public Map<String, String> variables() {
        return defaults().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Variables.variable(entry.getKey()),
                        Map.Entry::getValue,
                        (one, _) -> one,
                        TreeMap::new));
    }

    /**
     * What was read.
     *
     * @param shared what all services have
     * @param own this service's
     * @param <T> the interface that declares them
     */
    public record Values<T>(PorticoConfig shared, T own) {}

    /** What this process was started with, for a command: Quarkus injects the same into the service. */
    public Values<T> read() {
        var config = config(System.getenv(), systemProperties());
        return new Values<>(
                config.getConfigMapping(PorticoConfig.class, SHARED), config.getConfigMapping(mapping, prefix));
    }

    /** All of this process'. */
    public static Map<String, String> systemProperties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
    }

    /** A time as it is written in settings, {@code 90s}. */
    static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private void check(Faults faults, Map<String, String> environment, Map<String, String> properties) {
        final SmallRyeConfig config;
        try {
            config = config(environment, properties);
        } catch (ConfigValidationException e) {
            var complete = true;
            for (var i = 0; i < e.getProblemCount(); i++) {
                var misfit = Misfit.of(e.getProblem(i).getMessage());
                faults.add(misfit.sentence());
                var variable = Variables.variable(misfit.setting());
                var there = environment
                        .keySet()
                        .removeIf(name -> Variables.variable(name).equals(variable));
                complete &= properties.keySet().removeIf(name -> name.equals(misfit.setting())) || there;
            }
            // Without these, what the others say can be checked.
            if (complete) {
                check(faults, environment, properties);
            }
            return;
        }
        try {
            faults.port(
                    MANAGEMENT_PORT,
                    config.getOptionalValue(MANAGEMENT_PORT, Integer.class).orElse(managementPort));
        } catch (IllegalArgumentException e) {
            faults.add(Misfit.of(String.valueOf(e.getMessage())).sentence());
        }
        faults.objectName(
                PREFIX + "namespace",
                config.getConfigMapping(PorticoConfig.class, SHARED).namespace());
        required.stream()
                .sorted()
                .filter(name -> config.getOptionalValue(name, String.class).isEmpty())
                .map(Misfit::missing)
                .forEach(faults::add);
        check.accept(config.getConfigMapping(mapping, prefix), faults);
    }

    private SmallRyeConfig config(Map<String, String> environment, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(
                        new EnvConfigSource(environment, ENVIRONMENT_ORDINAL),
                        new PropertiesConfigSource(properties, "system properties", PROPERTIES_ORDINAL))
                .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter())
                .withConverter(Boolean.class, CONVERTER_PRIORITY, (Converter<Boolean>) Settings::truth)
                .withValidateUnknown(false) // Variables has the better sentence
                .withMapping(PorticoConfig.class, SHARED)
                .withMapping(mapping, prefix)
                .build();
    }

    /** Config's own takes every word that it does not know for false. */
    private static Boolean truth(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    @SuppressWarnings("unchecked") // SmallRye's generated class returns this
    private static Map<String, String> declared(String prefix, Class<?> type) {
        Map<String, String> properties;
        try {
            properties = (Map<String, String>)
                    ConfigMappingLoader.ensureLoaded(type).getProperties().invoke();
        } catch (Throwable e) { // of a method handle
            throw new IllegalStateException(type + " does not say which settings it declares", e);
        }
        return properties.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith("[*]"))
                .collect(Collectors.toMap(
                        entry -> prefix + "." + entry.getKey(),
                        entry -> entry.getValue() == null ? "" : entry.getValue()));
    }
}
