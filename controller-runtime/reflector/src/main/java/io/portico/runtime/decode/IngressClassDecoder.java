package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassParametersReference;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassSpec;
import io.portico.runtime.reflector.WireReader;

/** {@code networking/v1 IngressClass}. */
final class IngressClassDecoder {
    private IngressClassDecoder() {}

    static IngressClass decode(WireReader in) {
        var ingressClass = new IngressClass();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ingressClass.setMetadata(MetadataDecoder.decode(in.message()));
                case 2 -> ingressClass.setSpec(spec(in.message()));
                default -> {}
            }
        }
        return ingressClass;
    }

    private static IngressClassSpec spec(WireReader in) {
        var spec = new IngressClassSpec();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> spec.setController(Fields.text(in));
                case 2 -> spec.setParameters(parameters(in.message()));
                default -> {}
            }
        }
        return spec;
    }

    private static IngressClassParametersReference parameters(WireReader in) {
        var parameters = new IngressClassParametersReference();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> parameters.setApiGroup(in.text());
                case 2 -> parameters.setKind(in.text());
                case 3 -> parameters.setName(in.text());
                case 4 -> parameters.setScope(in.text());
                case 5 -> parameters.setNamespace(in.text());
                default -> {}
            }
        }
        return parameters;
    }
}
