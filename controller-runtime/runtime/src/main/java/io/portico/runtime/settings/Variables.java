package io.portico.runtime.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment variables of one service's settings.
 *
 * @param names as {@code PORTICO_NAMESPACE}
 */
record Variables(Set<String> names) {
    private static final String OURS = "PORTICO_";
    /** Where the build and its tests run, they have these. */
    private static final Pattern OF_THE_BUILD =
            Pattern.compile("PORTICO_(OWN_NETWORK|REQUIRE_ALL_TESTS|TERMINAL|TEST_\\w+)");
    /** Of a Service, beside {@code _SERVICE_HOST}: Kubernetes' own, and those of Docker's links. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?");

    private static final String SERVICE_HOST = "_SERVICE_HOST";
    /** An element of a list, {@code PORTICO_INGRESS_PUBLISH_ADDRESSES_0_}. */
    private static final Pattern ELEMENT = Pattern.compile("_\\d+_$");

    static Variables of(Collection<String> settings) {
        return new Variables(settings.stream().map(Variables::variable).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The variable that sets that setting: MicroProfile Config's rule. */
    static String variable(String setting) {
        return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /**
     * A sentence for each that looks like one of ours and is none. Kubernetes adds variables for Services, some of
     * which may be named so that theirs look like ours.
     *
     * @param service whose they should be
     */
    List<String> unknown(String service, Collection<String> environment) {
        var services = environment.stream()
                .filter(name -> name.endsWith(SERVICE_HOST))
                .map(name -> name.substring(0, name.length() - SERVICE_HOST.length()))
                .toList();
        return environment.stream()
                .filter(name -> variable(name).startsWith(OURS))
                .filter(name -> !names.contains(ELEMENT.matcher(variable(name)).replaceFirst("")))
                .filter(name -> !names.contains(variable(name)))
                .filter(name -> !OF_THE_BUILD.matcher(name).matches())
                .filter(name -> !ofAService(name, services.stream()))
                .sorted()
                .map(name -> name + " is no setting of " + service
                        + Nearest.to(variable(name), names)
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse("; " + service + " --help names those that there are"))
                .toList();
    }

    private static boolean ofAService(String name, Stream<String> services) {
        return services.filter(service -> name.startsWith(service + "_"))
                .anyMatch(service -> OF_A_SERVICE
                        .matcher(name.substring(service.length() + 1))
                        .matches());
    }
}
