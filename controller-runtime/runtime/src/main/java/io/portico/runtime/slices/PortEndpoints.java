package io.portico.runtime.slices;

import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.slices.SliceFacts.Backend;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * Every endpoint of one Service port with what its slices say of it, whichever slices it is in. Where several entries
 * have one address and port, one of them counts, and counts whole: the one that does not terminate, if there is one
 * ({@link Backend#PREFERENCE}).
 */
public final class PortEndpoints {
    private static final BinaryOperator<Backend> PREFERRED = BinaryOperator.minBy(Backend.PREFERENCE);

    private final Map<Endpoint, Backend> all = new HashMap<>();

    private PortEndpoints() {}

    /**
     * Those of a Service port.
     *
     * @param slices all of the Service, whoever manages them
     * @param families whose slices count
     * @param protocol of the Service port
     * @param portName the Service port's name; empty for none
     */
    public static PortEndpoints of(
            Collection<SliceFacts> slices, Set<Family> families, Protocol protocol, String portName) {
        var endpoints = new PortEndpoints();
        for (var slice : slices) {
            if (families.contains(slice.family())) {
                for (var port : slice.ports()) {
                    if (port.name().equals(portName) && port.protocol() == protocol) {
                        endpoints.add(slice, port.number());
                    }
                }
            }
        }
        return endpoints;
    }

    /** What the slices say of each. */
    public Map<Endpoint, Backend> all() {
        return Collections.unmodifiableMap(all);
    }

    /** Who gets new connections: the ready ones; if none is, those that still serve while they terminate (KEP-1669). */
    public SortedSet<Endpoint> readyOrServing() {
        return readyOrServing(backend -> true, backend -> true);
    }

    /**
     * The same of some of them.
     *
     * @param which who comes into question
     * @param whichOfTheReady who of those counts where one is ready
     */
    public SortedSet<Endpoint> readyOrServing(Predicate<Backend> which, Predicate<Backend> whichOfTheReady) {
        var ready = matching(which.and(Backend::ready).and(whichOfTheReady));
        return ready.isEmpty() ? matching(which.and(Backend::serving).and(Backend::terminating)) : ready;
    }

    /** Those that fulfil a condition. */
    public SortedSet<Endpoint> matching(Predicate<Backend> condition) {
        var matching = new TreeSet<Endpoint>();
        all.forEach((endpoint, backend) -> {
            if (condition.test(backend)) {
                matching.add(endpoint);
            }
        });
        return matching;
    }

    private void add(SliceFacts slice, int port) {
        slice.backends().forEach(backend -> all.merge(new Endpoint(backend.address(), port), backend, PREFERRED));
    }
}
