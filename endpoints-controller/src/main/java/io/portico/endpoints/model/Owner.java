package io.portico.endpoints.model;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Optional;

/** Whose an object is, by its controlling owner reference. */
public final class Owner {
    private Owner() {}

    /** The UID of the Service that owns the object; empty when no Service does. */
    public static Optional<String> serviceUid(ObjectMeta metadata) {
        return uid(metadata, "Service");
    }

    /** The UID of the Endpoints object that owns the object; empty when none does. */
    public static Optional<String> endpointsUid(ObjectMeta metadata) {
        return uid(metadata, "Endpoints");
    }

    private static Optional<String> uid(ObjectMeta metadata, String kind) {
        return metadata.getOwnerReferences() == null
                ? Optional.empty()
                : metadata.getOwnerReferences().stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController())
                                && kind.equals(owner.getKind())
                                && "v1".equals(owner.getApiVersion()))
                        .map(owner -> owner.getUid())
                        .findFirst();
    }

    /**
     * Whether the object was made for another Service object than the one of this UID: one of the same name that is
     * gone. An object without a Service for an owner is nobody's leftover.
     *
     * @param uid empty when there is no Service of that name any more
     */
    public static boolean isAnother(ObjectMeta metadata, String uid) {
        return serviceUid(metadata).filter(owner -> !owner.equals(uid)).isPresent();
    }
}
