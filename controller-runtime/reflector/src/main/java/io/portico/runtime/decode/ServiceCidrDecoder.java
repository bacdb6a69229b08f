package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRSpec;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;

/** {@code networking.k8s.io/v1 ServiceCIDR}, without its status. */
final class ServiceCidrDecoder {
    private ServiceCidrDecoder() {}

    static ServiceCIDR decode(WireReader in) {
        var cidr = new ServiceCIDR();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> cidr.setMetadata(MetadataDecoder.decode(in.message()));
                case 2 -> cidr.setSpec(spec(in.message()));
                default -> {}
            }
        }
        return cidr;
    }

    private static ServiceCIDRSpec spec(WireReader in) {
        var spec = new ServiceCIDRSpec();
        var ranges = new ArrayList<String>();
        while (in.next()) {
            if (in.field() == 1) {
                ranges.add(in.text());
            }
        }
        spec.setCidrs(ranges);
        return spec;
    }
}
