package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.portico.runtime.reflector.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code meta/v1 ObjectMeta}, all but the fields of {@code managedFields}, which nobody reads and which are most of it.
 */
final class MetadataDecoder {
    private MetadataDecoder() {}

    static ObjectMeta decode(WireReader in) {
        return decode(in, false);
    }

    /** @param managers whether {@code managedFields} say who wrote and when, without what; else there are none */
    static ObjectMeta decode(WireReader in, boolean managers) {
        var managed = new ArrayList<ManagedFieldsEntry>(managers ? 2 : 0);
        var metadata = new ObjectMeta();
        var labels = new HashMap<String, String>();
        var annotations = new HashMap<String, String>();
        var owners = new ArrayList<OwnerReference>();
        var finalizers = new ArrayList<String>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metadata.setName(Fields.text(in));
                case 2 -> metadata.setGenerateName(Fields.text(in));
                case 3 -> metadata.setNamespace(Fields.text(in));
                case 5 -> metadata.setUid(Fields.text(in));
                case 6 -> metadata.setResourceVersion(Fields.text(in));
                case 7 -> metadata.setGeneration(generation(in.number()));
                case 8 -> metadata.setCreationTimestamp(Fields.time(in.message()));
                case 9 -> metadata.setDeletionTimestamp(Fields.time(in.message()));
                case 10 -> metadata.setDeletionGracePeriodSeconds(in.number());
                case 11 -> Fields.entry(in.message(), labels);
                case 12 -> Fields.entry(in.message(), annotations);
                case 13 -> owners.add(owner(in.message()));
                case 14 -> finalizers.add(in.text());
                case 17 -> {
                    if (managers) {
                        managed.add(manager(in.message()));
                    }
                }
                default -> {}
            }
        }
        metadata.setLabels(labels);
        metadata.setAnnotations(annotations);
        metadata.setOwnerReferences(owners);
        metadata.setFinalizers(finalizers);
        metadata.setManagedFields(managed);
        return metadata;
    }

    private static @Nullable Long generation(long generation) {
        return generation == 0 ? null : generation;
    }

    private static ManagedFieldsEntry manager(WireReader in) {
        var entry = new ManagedFieldsEntry();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> entry.setManager(in.text());
                case 2 -> entry.setOperation(in.text());
                case 4 -> entry.setTime(Fields.time(in.message()));
                case 8 -> entry.setSubresource(Fields.text(in));
                default -> {}
            }
        }
        return entry;
    }

    static OwnerReference owner(WireReader in) {
        var owner = new OwnerReference();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> owner.setKind(in.text());
                case 3 -> owner.setName(in.text());
                case 4 -> owner.setUid(in.text());
                case 5 -> owner.setApiVersion(in.text());
                case 6 -> owner.setController(in.number() != 0);
                case 7 -> owner.setBlockOwnerDeletion(in.number() != 0);
                default -> {}
            }
        }
        return owner;
    }
}
