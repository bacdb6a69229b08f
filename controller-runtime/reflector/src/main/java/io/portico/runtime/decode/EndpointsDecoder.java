package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;

/** {@code core/v1 Endpoints}. */
final class EndpointsDecoder {
    private EndpointsDecoder() {}

    static Endpoints decode(WireReader in, boolean managers) {
        var endpoints = new Endpoints();
        var subsets = new ArrayList<EndpointSubset>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> endpoints.setMetadata(MetadataDecoder.decode(in.message(), managers));
                case 2 -> subsets.add(subset(in.message()));
                default -> {}
            }
        }
        endpoints.setSubsets(subsets);
        return endpoints;
    }

    private static EndpointSubset subset(WireReader in) {
        var subset = new EndpointSubset();
        var ready = new ArrayList<EndpointAddress>();
        var notReady = new ArrayList<EndpointAddress>();
        var ports = new ArrayList<EndpointPort>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ready.add(address(in.message()));
                case 2 -> notReady.add(address(in.message()));
                case 3 -> ports.add(port(in.message()));
                default -> {}
            }
        }
        subset.setAddresses(ready);
        subset.setNotReadyAddresses(notReady);
        subset.setPorts(ports);
        return subset;
    }

    private static EndpointAddress address(WireReader in) {
        var address = new EndpointAddress();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> address.setIp(in.text());
                case 2 -> address.setTargetRef(ReferenceDecoder.decode(in.message()));
                case 3 -> address.setHostname(Fields.text(in));
                case 4 -> address.setNodeName(in.text());
                default -> {}
            }
        }
        return address;
    }

    private static EndpointPort port(WireReader in) {
        var port = new EndpointPort();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setName(Fields.text(in));
                case 2 -> port.setPort((int) in.number());
                case 3 -> port.setProtocol(Fields.text(in));
                case 4 -> port.setAppProtocol(in.text());
                default -> {}
            }
        }
        return port;
    }
}
