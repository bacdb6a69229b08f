package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.portico.runtime.reflector.WireReader;

/** {@code core/v1 ObjectReference}. */
final class ReferenceDecoder {
    private ReferenceDecoder() {}

    static ObjectReference decode(WireReader in) {
        var reference = new ObjectReference();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> reference.setKind(Fields.text(in));
                case 2 -> reference.setNamespace(Fields.text(in));
                case 3 -> reference.setName(Fields.text(in));
                case 4 -> reference.setUid(Fields.text(in));
                case 5 -> reference.setApiVersion(Fields.text(in));
                case 6 -> reference.setResourceVersion(Fields.text(in));
                case 7 -> reference.setFieldPath(Fields.text(in));
                default -> {}
            }
        }
        return reference;
    }
}
