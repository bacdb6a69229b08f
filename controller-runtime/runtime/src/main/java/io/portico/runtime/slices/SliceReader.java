package io.portico.runtime.slices;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.ForNode;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.portico.runtime.values.Interned;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an EndpointSlice. What makes no sense in it is left out, with a problem; the rest is served. */
public final class SliceReader {
    /** The label by which a slice names its Service, whoever manages it. */
    public static final String SERVICE_NAME = "kubernetes.io/service-name";

    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private final ObjectRef about;
    private final List<Problem> problems = new ArrayList<>();
    /** A slice has hundreds of endpoints, and they are meant for a few zones. */
    private final Map<SliceFacts.Hints, SliceFacts.Hints> hints = new HashMap<>();

    private SliceReader(ObjectRef about) {
        this.about = about;
    }

    /** The facts of a slice; none for one without a Service, or one that holds names instead of addresses. */
    public static Reading<SliceFacts> read(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        var service = labels == null ? null : labels.get(SERVICE_NAME);
        var family = Family.named(Objects.requireNonNullElse(slice.getAddressType(), ""));
        if (service == null || service.isEmpty() || family.isEmpty()) {
            return Reading.nothing();
        }
        var reader = new SliceReader(ObjectRef.of(slice));
        var facts = new SliceFacts(
                new NamespacedName(Interned.text(slice.getMetadata().getNamespace()), service),
                slice.getMetadata().getName(),
                Interned.text(labels.get(MANAGED_BY)),
                family.get(),
                reader.ports(slice),
                reader.backends(slice, family.get()));
        return new Reading<>(Optional.of(facts), reader.problems);
    }

    private List<SliceFacts.Port> ports(EndpointSlice slice) {
        var ports = new ArrayList<SliceFacts.Port>();
        if (slice.getPorts() == null) {
            return ports;
        }
        for (var port : slice.getPorts()) {
            var protocol = Protocol.named(Objects.requireNonNullElse(port.getProtocol(), "TCP"));
            if (!io.portico.runtime.net.Endpoint.isPort(port.getPort())) {
                problem(
                        "InvalidPort",
                        "ports has port " + port.getPort() + " under the name \""
                                + Objects.requireNonNullElse(port.getName(), "")
                                + "\"; write a number from 1 to 65535");
            } else if (protocol.isPresent()) {
                ports.add(new SliceFacts.Port(Interned.text(port.getName()), protocol.get(), port.getPort()));
            }
        }
        return ports;
    }

    private List<SliceFacts.Backend> backends(EndpointSlice slice, Family family) {
        var backends = new ArrayList<SliceFacts.Backend>();
        if (slice.getEndpoints() == null) {
            return backends;
        }
        for (var endpoint : slice.getEndpoints()) {
            if (endpoint.getAddresses() == null || endpoint.getAddresses().isEmpty()) {
                problem("InvalidAddress", "endpoints has an endpoint without addresses; write one in each");
                continue;
            }
            // Only the first counts: "consumers … may ignore" the others (the API's own words).
            var literal = endpoint.getAddresses().getFirst();
            Address.parse(literal)
                    .filter(address -> address.family() == family)
                    .ifPresentOrElse(
                            address -> backends.add(backend(endpoint, address)),
                            () -> problem(
                                    "InvalidAddress",
                                    "endpoints has \"" + literal + "\", which is no " + family.value()
                                            + " address, as addressType says it is"));
        }
        return backends;
    }

    private SliceFacts.Backend backend(Endpoint endpoint, Address address) {
        var conditions = Objects.requireNonNullElseGet(endpoint.getConditions(), EndpointConditions::new);
        // Unknown means: ready true, serving as ready, terminating false (the API's own defaults).
        var ready = !Boolean.FALSE.equals(conditions.getReady());
        var serving = conditions.getServing() == null ? ready : conditions.getServing();
        return new SliceFacts.Backend(
                address,
                Interned.text(endpoint.getNodeName()),
                ready,
                serving,
                Boolean.TRUE.equals(conditions.getTerminating()),
                endpoint.getHints() == null ? SliceFacts.Hints.NONE : hints(endpoint.getHints()));
    }

    private SliceFacts.Hints hints(EndpointHints said) {
        var read = new SliceFacts.Hints(
                names(said.getForZones(), ForZone::getName), names(said.getForNodes(), ForNode::getName));
        return hints.computeIfAbsent(read, Function.identity());
    }

    private static <T> Set<String> names(@Nullable List<T> said, Function<T, @Nullable String> name) {
        return said == null
                ? Set.of()
                : said.stream()
                        .map(one -> Interned.text(name.apply(one)))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.toSet());
    }

    private void problem(String reason, String message) {
        problems.add(new Problem(about, reason, message));
    }
}
