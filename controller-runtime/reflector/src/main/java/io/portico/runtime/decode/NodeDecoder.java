package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code core/v1 Node}, without what nodes tell of their capacity, images and volumes. */
final class NodeDecoder {
    private NodeDecoder() {}

    static Node decode(WireReader in) {
        var node = new Node();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> node.setMetadata(MetadataDecoder.decode(in.message()));
                case 2 -> node.setSpec(spec(in.message()));
                case 3 -> node.setStatus(status(in.message()));
                default -> {}
            }
        }
        return node;
    }

    private static NodeSpec spec(WireReader in) {
        var spec = new NodeSpec();
        var ranges = new ArrayList<String>();
        var taints = new ArrayList<Taint>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> spec.setPodCIDR(Fields.text(in));
                case 4 -> spec.setUnschedulable(in.number() != 0 ? true : null);
                case 5 -> taints.add(taint(in.message()));
                case 7 -> ranges.add(in.text());
                default -> {}
            }
        }
        spec.setPodCIDRs(ranges);
        spec.setTaints(taints);
        return spec;
    }

    private static Taint taint(WireReader in) {
        var taint = new Taint();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> taint.setKey(in.text());
                case 2 -> taint.setValue(Fields.text(in));
                case 3 -> taint.setEffect(in.text());
                default -> {}
            }
        }
        return taint;
    }

    private static NodeStatus status(WireReader in) {
        var status = new NodeStatus();
        var allocatable = new HashMap<String, Quantity>();
        var conditions = new ArrayList<NodeCondition>();
        var addresses = new ArrayList<NodeAddress>();
        while (in.next()) {
            switch (in.field()) {
                case 2 -> quantity(in.message(), allocatable);
                case 4 -> conditions.addAll(ready(in.message()));
                case 5 -> addresses.add(address(in.message()));
                default -> {}
            }
        }
        status.setAllocatable(allocatable);
        status.setConditions(conditions);
        status.setAddresses(addresses);
        return status;
    }

    private static void quantity(WireReader in, Map<String, Quantity> into) {
        var resource = "";
        var amount = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> resource = in.text();
                case 2 -> amount = Fields.within(in.message(), 1);
                default -> {}
            }
        }
        if (!amount.isEmpty()) {
            into.put(resource, Quantity.parse(amount));
        }
    }

    /** The condition, if it is Ready. */
    private static List<NodeCondition> ready(WireReader in) {
        var condition = new NodeCondition();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    if (!in.is("Ready")) {
                        return List.of();
                    }
                    condition.setType("Ready");
                }
                case 2 -> condition.setStatus(in.text());
                default -> {}
            }
        }
        return List.of(condition);
    }

    private static NodeAddress address(WireReader in) {
        var address = new NodeAddress();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> address.setType(in.text());
                case 2 -> address.setAddress(in.text());
                default -> {}
            }
        }
        return address;
    }
}
