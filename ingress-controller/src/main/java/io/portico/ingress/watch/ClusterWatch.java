package io.portico.ingress.watch;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.portico.ingress.model.build.World;
import io.portico.runtime.InformerHealth;
import java.time.Clock;
import java.util.Optional;

/** Watches all that a routing table is made of, save Secrets, and tells when any of it changes. */
public final class ClusterWatch {
    private final Clock clock;
    private final InformerHealth health;
    private final SecretWatches secrets;
    private final SharedIndexInformer<IngressClass> classes;
    private final SharedIndexInformer<Ingress> ingresses;
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<EndpointSlice> slices;

    /** Starts watching; {@code changed} is called from informers' threads and must not block. */
    public ClusterWatch(
            KubernetesClient client, InformerHealth health, SecretWatches secrets, Clock clock, Runnable changed) {
        this.clock = clock;
        this.health = health;
        this.secrets = secrets;
        var networking = client.network().v1();
        classes = health.watch("ingressclasses", networking.ingressClasses(), new IngressClassHandler(changed));
        ingresses = health.watch("ingresses", networking.ingresses().inAnyNamespace(), new IngressHandler(changed));
        services = health.watch("services", client.services().inAnyNamespace(), new ServiceHandler(changed));
        slices = health.watch(
                "endpointslices",
                client.discovery().v1().endpointSlices().inAnyNamespace(),
                new EndpointSliceHandler(changed));
    }

    /** Whether each kind was seen whole once; before that a {@link #world} would be a lie. */
    public boolean synced() {
        return health.synced();
    }

    /** What is known now. */
    public World world() {
        return World.of(
                clock.instant(),
                classes.getStore().list(),
                ingresses.getStore().list(),
                services.getStore().list(),
                slices.getStore().list(),
                secrets.known());
    }

    /** One Ingress as it is known now. */
    public Optional<Ingress> ingress(String namespace, String name) {
        return Optional.ofNullable(ingresses.getStore().getByKey(namespace + "/" + name));
    }

    private record IngressClassHandler(Runnable changed) implements ResourceEventHandler<IngressClass> {
        @Override
        public void onAdd(IngressClass added) {
            changed.run();
        }

        @Override
        public void onUpdate(IngressClass before, IngressClass after) {
            changed.run();
        }

        @Override
        public void onDelete(IngressClass deleted, boolean unknownFinalState) {
            changed.run();
        }
    }

    private record IngressHandler(Runnable changed) implements ResourceEventHandler<Ingress> {
        @Override
        public void onAdd(Ingress added) {
            changed.run();
        }

        @Override
        public void onUpdate(Ingress before, Ingress after) {
            changed.run();
        }

        @Override
        public void onDelete(Ingress deleted, boolean unknownFinalState) {
            changed.run();
        }
    }

    private record ServiceHandler(Runnable changed) implements ResourceEventHandler<Service> {
        @Override
        public void onAdd(Service added) {
            changed.run();
        }

        @Override
        public void onUpdate(Service before, Service after) {
            changed.run();
        }

        @Override
        public void onDelete(Service deleted, boolean unknownFinalState) {
            changed.run();
        }
    }

    private record EndpointSliceHandler(Runnable changed) implements ResourceEventHandler<EndpointSlice> {
        @Override
        public void onAdd(EndpointSlice added) {
            changed.run();
        }

        @Override
        public void onUpdate(EndpointSlice before, EndpointSlice after) {
            changed.run();
        }

        @Override
        public void onDelete(EndpointSlice deleted, boolean unknownFinalState) {
            changed.run();
        }
    }
}
