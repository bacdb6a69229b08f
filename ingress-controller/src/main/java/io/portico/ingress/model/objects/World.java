package io.portico.ingress.model.objects;

import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.runtime.slices.SliceFacts;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the cluster at one moment. A changed world shares all but the change with the one before.
 *
 * @param classes by name
 * @param slices of each Service, by its name; those of a Service by their own
 * @param secrets those that were read; others count as not read yet
 */
public record World(
        PersistentMap<String, IngressClassFacts> classes,
        PersistentMap<NamespacedName, IngressFacts> ingresses,
        PersistentMap<NamespacedName, ServiceFacts> services,
        PersistentMap<NamespacedName, Map<String, SliceFacts>> slices,
        PersistentMap<NamespacedName, CertificateSource> secrets) {

    /** Nothing. */
    public static final World EMPTY = new World(
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty());

    /** With that class; null: it is gone. */
    public World withClass(String name, @Nullable IngressClassFacts facts) {
        return new World(classes.put(name, facts), ingresses, services, slices, secrets);
    }

    /** With that Ingress; null: it is gone. */
    public World withIngress(NamespacedName name, @Nullable IngressFacts facts) {
        return new World(classes, ingresses.put(name, facts), services, slices, secrets);
    }

    /** With that Service; null: it is gone. */
    public World withService(NamespacedName name, @Nullable ServiceFacts facts) {
        return new World(classes, ingresses, services.put(name, facts), slices, secrets);
    }

    /** With one slice of a Service; null: it is gone, or of another Service now. */
    public World withSlice(NamespacedName service, String slice, @Nullable SliceFacts facts) {
        var changed = new TreeMap<>(slicesOf(service));
        if (facts == null) {
            changed.remove(slice);
        } else {
            changed.put(slice, facts);
        }
        return new World(
                classes, ingresses, services, slices.put(service, changed.isEmpty() ? null : changed), secrets);
    }

    /** With what is known of that Secret; null: nothing any more. */
    public World withSecret(NamespacedName name, @Nullable CertificateSource source) {
        return new World(classes, ingresses, services, slices, secrets.put(name, source));
    }

    /** The Service of that name. */
    public Optional<ServiceFacts> service(NamespacedName name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The slices of that Service, by their names. */
    public Map<String, SliceFacts> slicesOf(NamespacedName service) {
        return Objects.requireNonNullElse(slices.get(service), Map.of());
    }

    /** What is known of that Secret. */
    public CertificateSource secret(NamespacedName name) {
        return Objects.requireNonNullElse(secrets.get(name), CertificateSource.UNREAD);
    }
}
