package io.portico.proxies;

import io.portico.bench.ControlPlane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The objects that say to ours what the configurations of the others say: two hosts, one of TLS, one endpoint. */
public final class Site {
    private Site() {}

    /** Creates them all. */
    public static void create(ControlPlane plane, Surroundings surroundings) throws IOException {
        var colon = surroundings.endpoint().lastIndexOf(':');
        var yaml = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: portico-system}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: proxies}
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: portico}
                spec: {controller: portico.io/ingress-controller}
                ---
                apiVersion: v1
                kind: Service
                metadata: {namespace: proxies, name: endpoint}
                spec: {ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {namespace: proxies, name: endpoint, labels: {kubernetes.io/service-name: endpoint}}
                addressType: IPv4
                ports: [{name: http, protocol: TCP, port: %1$s}]
                endpoints: [{addresses: ["%2$s"], conditions: {ready: true}}]
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: proxies, name: secure}
                type: kubernetes.io/tls
                data: {tls.crt: %3$s, tls.key: %4$s}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {namespace: proxies, name: hosts}
                spec:
                  ingressClassName: portico
                  tls: [{hosts: [%6$s], secretName: secure}]
                  rules:
                  - {host: %5$s, http: {paths: &paths [{path: /, pathType: Prefix, backend: {service: {name: endpoint, port: {number: 80}}}}]}}
                  - {host: %6$s, http: {paths: *paths}}
                """.formatted(
                        surroundings.endpoint().substring(colon + 1),
                        surroundings.endpoint().substring(0, colon),
                        base64(surroundings.certificate()),
                        base64(surroundings.key()),
                        surroundings.plain(),
                        surroundings.secure());
        var _ = plane.admin()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.US_ASCII)))
                .create();
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readString(file).getBytes(StandardCharsets.US_ASCII));
    }
}
