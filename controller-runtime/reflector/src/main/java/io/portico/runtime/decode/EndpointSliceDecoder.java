package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.ForNode;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;

/** {@code discovery/v1 EndpointSlice}. */
final class EndpointSliceDecoder {
    private EndpointSliceDecoder() {}

    static EndpointSlice decode(WireReader in, boolean managers) {
        var slice = new EndpointSlice();
        var endpoints = new ArrayList<Endpoint>();
        var ports = new ArrayList<EndpointPort>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> slice.setMetadata(MetadataDecoder.decode(in.message(), managers));
                case 2 -> endpoints.add(endpoint(in.message()));
                case 3 -> ports.add(port(in.message()));
                case 4 -> slice.setAddressType(in.text());
                default -> {}
            }
        }
        slice.setEndpoints(endpoints);
        slice.setPorts(ports);
        return slice;
    }

    private static Endpoint endpoint(WireReader in) {
        var endpoint = new Endpoint();
        var addresses = new ArrayList<String>(1);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> addresses.add(in.text());
                case 2 -> endpoint.setConditions(conditions(in.message()));
                case 3 -> endpoint.setHostname(in.text());
                case 4 -> endpoint.setTargetRef(ReferenceDecoder.decode(in.message()));
                case 6 -> endpoint.setNodeName(in.text());
                case 7 -> endpoint.setZone(in.text());
                case 8 -> endpoint.setHints(hints(in.message()));
                default -> {}
            }
        }
        endpoint.setAddresses(addresses);
        return endpoint;
    }

    private static EndpointConditions conditions(WireReader in) {
        var conditions = new EndpointConditions();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> conditions.setReady(in.number() != 0);
                case 2 -> conditions.setServing(in.number() != 0);
                case 3 -> conditions.setTerminating(in.number() != 0);
                default -> {}
            }
        }
        return conditions;
    }

    private static EndpointHints hints(WireReader in) {
        var hints = new EndpointHints();
        var zones = new ArrayList<ForZone>();
        var nodes = new ArrayList<ForNode>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> zones.add(new ForZone(Fields.within(in.message(), 1)));
                case 2 -> nodes.add(new ForNode(Fields.within(in.message(), 1)));
                default -> {}
            }
        }
        hints.setForZones(zones);
        hints.setForNodes(nodes);
        return hints;
    }

    /** Each of its fields can be absent, which is something else than empty. */
    private static EndpointPort port(WireReader in) {
        var port = new EndpointPort();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> port.setName(in.text());
                case 2 -> port.setProtocol(in.text());
                case 3 -> port.setPort((int) in.number());
                case 4 -> port.setAppProtocol(in.text());
                default -> {}
            }
        }
        return port;
    }
}
