package io.portico.ingress.model.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.objects.Worlds;

/** Objects by a few words each. */
final class TestCluster {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private TestCluster() {}

    static World with(World world, String yaml) {
        return Worlds.with(world, (HasMetadata) YAML.unmarshal(yaml));
    }

    static World withClass(World world) {
        return with(world, """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: portico}
                spec: {controller: portico.io/ingress-controller}
                """);
    }

    /** With a port 80 named http. */
    static World withService(World world, String name) {
        return with(world, """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec: {ports: [{name: http, port: 80}]}
                """.formatted(name));
    }

    static World withSlice(World world, String service, String addresses) {
        return with(world, """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-1, namespace: shop, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{port: 8080, protocol: TCP, name: http}]
                endpoints: [{addresses: [%2$s], conditions: {ready: true}}]
                """.formatted(service, addresses));
    }

    /** One that routes a host to a Service. */
    static World withIngress(World world, String name, String host, String service) {
        return with(world, """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s, namespace: shop, uid: uid-%1$s}
                spec:
                  ingressClassName: portico
                  tls: [{hosts: [%s], secretName: %1$s}]
                  rules:
                  - host: %2$s
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: %s, port: {name: http}}}}]}
                """.formatted(name, host, service));
    }
}
