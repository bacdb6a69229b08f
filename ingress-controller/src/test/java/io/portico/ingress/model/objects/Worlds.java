package io.portico.ingress.model.objects;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.runtime.slices.SliceReader;
import io.portico.runtime.values.NamespacedName;
import java.util.Collection;
import java.util.Map;

/** Worlds out of whole objects. */
public final class Worlds {
    private Worlds() {}

    /** Of these objects; kinds that do not matter are left out. */
    public static World of(Collection<? extends HasMetadata> objects, Map<NamespacedName, CertificateSource> secrets) {
        var world = World.EMPTY;
        for (var object : objects) {
            world = with(world, object);
        }
        for (var secret : secrets.entrySet()) {
            world = world.withSecret(secret.getKey(), secret.getValue());
        }
        return world;
    }

    /** With that object as it is now. */
    public static World with(World world, HasMetadata object) {
        return switch (object) {
            case IngressClass of -> {
                var facts = IngressClassFacts.of(of);
                yield world.withClass(facts.name(), facts);
            }
            case Ingress of -> {
                var facts = IngressReader.read(of);
                yield world.withIngress(facts.name(), facts);
            }
            case Service of -> {
                var facts = ServiceFacts.of(of);
                yield world.withService(facts.name(), facts);
            }
            case EndpointSlice of ->
                SliceReader.read(of)
                        .facts()
                        .map(facts -> world.withSlice(facts.service(), facts.name(), facts))
                        .orElse(world);
            default -> world;
        };
    }
}
