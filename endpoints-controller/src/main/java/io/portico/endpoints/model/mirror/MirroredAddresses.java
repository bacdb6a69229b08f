package io.portico.endpoints.model.mirror;

import io.portico.endpoints.model.mirror.MirrorPlan.Group;
import io.portico.endpoints.model.slices.SliceEndpoint;
import io.portico.endpoints.model.slices.SliceEndpoint.Hints;
import io.portico.endpoints.model.slices.SliceEndpoint.Identity;
import io.portico.endpoints.model.subsets.EndpointsRecord;
import io.portico.endpoints.model.subsets.Subset;
import io.portico.endpoints.model.subsets.SubsetAddress;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses of an Endpoints object as endpoints of slices.
 *
 * @param byPorts never an empty group
 * @param invalid addresses that are no IP addresses; the API server lets none in today, but old objects may hold some
 * @param tooMany addresses beyond {@link #MOST_OF_A_SUBSET}
 */
record MirroredAddresses(Map<Group, Map<Identity, SliceEndpoint>> byPorts, int invalid, int tooMany) {
    /** Of each subset, that many addresses are mirrored, the ready ones first: as many as one slice takes. */
    static final int MOST_OF_A_SUBSET = 1000;

    /** Those of that object, repacked first, so that each set of ports is one subset. */
    static MirroredAddresses of(EndpointsRecord endpoints) {
        var byPorts = new LinkedHashMap<Group, Map<Identity, SliceEndpoint>>();
        var invalid = 0;
        var tooMany = 0;
        for (var subset : endpoints.repacked()) {
            var mirrored = 0;
            var all = new ArrayList<>(subset.ready());
            all.addAll(subset.notReady());
            for (var i = 0; i < all.size(); i++) {
                var address = all.get(i);
                var ip = Address.parseSloppy(address.ip()).map(Address::text);
                if (mirrored == MOST_OF_A_SUBSET) {
                    tooMany++;
                } else if (ip.isEmpty()) {
                    invalid++;
                } else {
                    mirrored++;
                    add(
                            byPorts,
                            subset,
                            endpoint(ip.get(), address, i < subset.ready().size()));
                }
            }
        }
        return new MirroredAddresses(byPorts, invalid, tooMany);
    }

    List<Problem> problems(EndpointsRecord endpoints) {
        var metadata = endpoints.metadata();
        var about = new ObjectRef("v1", "Endpoints", metadata.getNamespace(), metadata.getName(), metadata.getUid());
        var problems = new ArrayList<Problem>();
        if (invalid > 0) {
            problems.add(new Problem(
                    about,
                    "InvalidIPAddress",
                    "subsets: %d of the addresses are no IP addresses, so they are not mirrored to EndpointSlices; write them as 192.0.2.1 or 2001:db8::1"
                            .formatted(invalid)));
        }
        if (tooMany > 0) {
            problems.add(new Problem(
                    about,
                    "TooManyAddressesToMirror",
                    "subsets: %d of the addresses are not mirrored, because an EndpointSlice takes %d of one subset; write EndpointSlices with a managed-by label of your own instead of Endpoints"
                            .formatted(tooMany, MOST_OF_A_SUBSET)));
        }
        return List.copyOf(problems);
    }

    private static void add(Map<Group, Map<Identity, SliceEndpoint>> byPorts, Subset subset, SliceEndpoint endpoint) {
        var family = Family.of(endpoint.addresses().getFirst());
        byPorts.computeIfAbsent(new Group(family, subset.ports()), group -> new LinkedHashMap<>())
                .put(endpoint.identity(), endpoint);
    }

    private static SliceEndpoint endpoint(String ip, SubsetAddress address, boolean ready) {
        return new SliceEndpoint(
                List.of(ip),
                address.hostname(),
                address.nodeName(),
                "",
                ready,
                ready,
                false,
                address.target(),
                Hints.NONE);
    }
}
