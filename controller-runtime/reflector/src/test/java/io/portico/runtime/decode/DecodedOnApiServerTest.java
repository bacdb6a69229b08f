package io.portico.runtime.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.runtime.reflector.Kind;
import io.portico.runtime.reflector.Reflector;
import io.portico.runtime.reflector.Sink;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is decoded from protobuf equals what the client makes of JSON, field by field, in a list and in a watch. */
@Requires(Need.KUBE_API)
class DecodedOnApiServerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KubernetesClient admin = KubeApi.shared().admin();
    private final String namespace = KubeApi.shared().newNamespace("decoded");

    private static final class Kept<T> implements Sink<T> {
        private final Map<String, T> objects = new ConcurrentHashMap<>();

        @Override
        public void put(String key, T object) {
            objects.put(key, object);
        }

        @Override
        public void remove(String key) {
            objects.remove(key);
        }

        @Override
        public Stream<String> keys() {
            return objects.keySet().stream();
        }
    }

    @Test
    void services() {
        create("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: rich
                  namespace: %s
                  labels: {app: shop}
                  annotations: {note: "a note", empty: ""}
                  finalizers: [example.com/keep]
                spec:
                  type: LoadBalancer
                  selector: {app: shop, tier: front}
                  loadBalancerClass: example.com/none
                  loadBalancerSourceRanges: [10.0.0.0/8, 192.0.2.0/24]
                  externalIPs: [192.0.2.7]
                  externalTrafficPolicy: Local
                  internalTrafficPolicy: Local
                  trafficDistribution: PreferSameZone
                  publishNotReadyAddresses: true
                  allocateLoadBalancerNodePorts: false
                  sessionAffinity: ClientIP
                  sessionAffinityConfig: {clientIP: {timeoutSeconds: 77}}
                  ports:
                    - {name: http, port: 80, targetPort: web, appProtocol: http, nodePort: 30123}
                    - {name: dns, port: 53, protocol: UDP, targetPort: 5353}
                """);
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: plain, namespace: %s}
                spec: {ports: [{port: 80}]}
                """);
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: headless, namespace: %s}
                spec: {clusterIP: None, selector: {app: shop}}
                """);
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: elsewhere, namespace: %s}
                spec: {type: ExternalName, externalName: shop.example}
                """);
        var rich = admin.services().inNamespace(namespace).withName("rich").get();
        rich.setStatus(Serialization.unmarshal("""
                status:
                  loadBalancer:
                    ingress:
                      - {ip: 192.0.2.1, ipMode: Proxy, ports: [{port: 80, protocol: TCP, error: "a/b"}]}
                      - {hostname: shop.example}
                  conditions:
                    - {type: Good, status: "True", reason: Fine, message: "all is well", observedGeneration: 3,
                       lastTransitionTime: "2026-01-02T03:04:05Z"}
                """, Service.class).getStatus());
        admin.resource(rich).updateStatus();
        assertSame(
                Kinds.SERVICES,
                () -> admin.services().inNamespace(namespace).list().getItems());
    }

    @Test
    void ingresses() {
        create("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: rich
                  namespace: %s
                  annotations: {cert-manager.io/cluster-issuer: kube-ca}
                spec:
                  ingressClassName: portico
                  defaultBackend: {resource: {apiGroup: example.com, kind: Bucket, name: files}}
                  tls:
                    - {hosts: [shop.example, www.shop.example], secretName: shop-tls}
                    - {}
                  rules:
                    - host: shop.example
                      http:
                        paths:
                          - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}
                          - {path: /cart, pathType: Exact, backend: {service: {name: cart, port: {name: http}}}}
                    - http:
                        paths:
                          - {pathType: ImplementationSpecific, backend: {service: {name: shop, port: {number: 80}}}}
                    - host: bare.example
                """);
        create("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: plain, namespace: %s}
                spec: {defaultBackend: {service: {name: shop, port: {number: 80}}}}
                """);
        var rich = admin.network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withName("rich")
                .get();
        rich.setStatus(Serialization.unmarshal("""
                status:
                  loadBalancer:
                    ingress:
                      - {ip: 192.0.2.1, ports: [{port: 443, protocol: TCP, error: "a/b"}]}
                      - {hostname: shop.example}
                """, Ingress.class).getStatus());
        admin.resource(rich).updateStatus();
        assertSame(
                Kinds.INGRESSES,
                () -> admin.network()
                        .v1()
                        .ingresses()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
    }

    @Test
    void secrets() {
        create("""
                apiVersion: v1
                kind: Secret
                metadata: {name: rich, namespace: %s, labels: {portico.io/managed-by: cert-manager-lite}}
                immutable: true
                type: example.com/bytes
                data: {text: aGVsbG8=, bytes: AAECA//+/Q==, empty: ""}
                """);
        create("""
                apiVersion: v1
                kind: Secret
                metadata: {name: plain, namespace: %s}
                """);
        assertSame(
                Kinds.SECRETS,
                () -> admin.secrets().inNamespace(namespace).list().getItems());
    }

    @Test
    void endpoint_slices() {
        create("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: rich
                  namespace: %s
                  labels: {kubernetes.io/service-name: shop}
                  ownerReferences:
                    - {apiVersion: v1, kind: Service, name: shop, uid: 0-1, controller: true, blockOwnerDeletion: false}
                addressType: IPv4
                ports:
                  - {name: "", port: 8080, protocol: TCP, appProtocol: http}
                  - {name: open, protocol: UDP}
                endpoints:
                  - addresses: [10.244.0.5]
                    conditions: {ready: false, serving: true, terminating: true}
                    hostname: host
                    nodeName: node-b
                    zone: zone-b
                    targetRef: {kind: Pod, namespace: shop, name: shop-1, uid: 0-2}
                    hints: {forZones: [{name: zone-a}, {name: zone-b}], forNodes: [{name: node-a}]}
                  - addresses: [10.244.0.6]
                """);
        create("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {generateName: made-, namespace: %s}
                addressType: IPv6
                endpoints: [{addresses: ["fd00::5"]}]
                ports: [{}]
                """);
        assertSame(
                Kinds.ENDPOINT_SLICES,
                () -> admin.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
    }

    @Test
    void endpoints() {
        create("""
                apiVersion: v1
                kind: Endpoints
                metadata: {name: rich, namespace: %s}
                subsets:
                  - addresses:
                      - ip: 10.244.0.5
                        hostname: host
                        nodeName: node-b
                        targetRef: {kind: Pod, namespace: shop, name: shop-1, uid: 0-2, fieldPath: "spec"}
                    notReadyAddresses: [{ip: 10.244.0.6}]
                    ports: [{name: http, port: 8080, appProtocol: http}, {name: dns, port: 53, protocol: UDP}]
                  - addresses: [{ip: 10.244.0.7}]
                    ports: [{port: 9090}]
                """);
        create("""
                apiVersion: v1
                kind: Endpoints
                metadata: {name: bare, namespace: %s}
                """);
        assertSame(
                Kinds.ENDPOINTS,
                () -> admin.endpoints().inNamespace(namespace).list().getItems());
    }

    @Test
    void who_wrote_a_slice_and_when() {
        create("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: written, namespace: %s}
                addressType: IPv4
                endpoints: []
                """);
        var kept = new Kept<EndpointSlice>();
        var reflector = Reflector.start(admin, Kinds.WRITTEN_ENDPOINT_SLICES, kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            var expected = admin.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(namespace)
                    .withName("written")
                    .get()
                    .getMetadata()
                    .getManagedFields();
            assertThat(expected).isNotEmpty();
            assertThat(kept.objects.get(namespace + "/written").getMetadata().getManagedFields())
                    .extracting(
                            ManagedFieldsEntry::getManager,
                            ManagedFieldsEntry::getOperation,
                            ManagedFieldsEntry::getTime,
                            ManagedFieldsEntry::getSubresource)
                    .containsExactlyElementsOf(expected.stream()
                            .map(entry -> tuple(
                                    entry.getManager(), entry.getOperation(), entry.getTime(), entry.getSubresource()))
                            .toList());
        } finally {
            reflector.stop();
        }
    }

    @Test
    void a_node_with_what_services_look_at() {
        var name = namespace + "-node";
        var created = admin.resource(Serialization.unmarshal("""
                        apiVersion: v1
                        kind: Node
                        metadata: {name: %s, labels: {topology.kubernetes.io/zone: zone-b}}
                        spec:
                          podCIDR: 10.244.7.0/24
                          podCIDRs: [10.244.7.0/24, "fd00:7::/64"]
                          unschedulable: true
                          taints: [{key: ToBeDeletedByClusterAutoscaler, value: now, effect: NoSchedule}]
                        """.formatted(name), Node.class))
                .create();
        created.setStatus(Serialization.unmarshal("""
                status:
                  allocatable: {cpu: 3920m, memory: 12Gi}
                  addresses: [{type: InternalIP, address: 192.0.2.3}, {type: Hostname, address: host}]
                  conditions:
                    - {type: MemoryPressure, status: "False"}
                    - {type: Ready, status: "True", reason: KubeletReady}
                """, Node.class).getStatus());
        admin.resource(created).updateStatus();
        var kept = new Kept<Node>();
        var reflector = Reflector.start(admin, Kinds.NODES.named(name), kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            var expected = admin.nodes().withName(name).get();
            var decoded = kept.objects.get(name);
            assertThat(kept.objects).containsOnlyKeys(name);
            expected.getMetadata().setManagedFields(List.of());
            assertThat(decoded.getMetadata()).isEqualTo(expected.getMetadata());
            assertThat(decoded.getSpec().getPodCIDRs())
                    .isEqualTo(expected.getSpec().getPodCIDRs());
            assertThat(decoded.getSpec().getTaints()).extracting("key").contains("ToBeDeletedByClusterAutoscaler");
            assertThat(decoded.getSpec().getUnschedulable()).isTrue();
            assertThat(decoded.getStatus().getAllocatable())
                    .isEqualTo(expected.getStatus().getAllocatable());
            assertThat(decoded.getStatus().getAddresses())
                    .isEqualTo(expected.getStatus().getAddresses());
            assertThat(decoded.getStatus().getConditions())
                    .extracting("type", "status")
                    .containsExactly(tuple("Ready", "True"));
        } finally {
            reflector.stop();
            admin.nodes().withName(name).delete();
        }
    }

    @Test
    void a_pod_with_what_load_balancers_look_at() {
        create("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: claims
                  namespace: %s
                  ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: d, uid: 0-1, controller: true}]
                spec:
                  containers: [{name: main, image: nothing, ports: [{containerPort: 80, hostPort: 8099}]}]
                  initContainers: [{name: side, image: nothing, restartPolicy: Always}]
                """);
        var created = admin.pods().inNamespace(namespace).withName("claims").get();
        created.setStatus(Serialization.unmarshal("""
                status:
                  phase: Running
                  containerStatuses:
                    - name: main
                      image: nothing
                      imageID: ""
                      ready: false
                      restartCount: 1
                      state: {waiting: {reason: CrashLoopBackOff}}
                      lastState: {terminated: {exitCode: 1, startedAt: "2026-01-02T03:04:05Z", reason: Error}}
                  initContainerStatuses:
                    - name: side
                      image: nothing
                      imageID: ""
                      ready: true
                      restartCount: 0
                      state: {running: {startedAt: "2026-01-02T03:04:06Z"}}
                """, Pod.class).getStatus());
        admin.resource(created).updateStatus();
        var kept = new Kept<Pod>();
        var reflector = Reflector.start(admin, Kinds.PODS, kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            var expected =
                    admin.pods().inNamespace(namespace).withName("claims").get();
            var decoded = kept.objects.get(namespace + "/claims");
            assertThat(decoded.getMetadata().getOwnerReferences())
                    .isEqualTo(expected.getMetadata().getOwnerReferences());
            assertThat(decoded.getMetadata().getCreationTimestamp())
                    .isEqualTo(expected.getMetadata().getCreationTimestamp());
            assertThat(decoded.getSpec().getContainers()).extracting("name").containsExactly("main");
            var main = decoded.getStatus().getContainerStatuses().getFirst();
            assertThat(main.getName()).isEqualTo("main");
            assertThat(main.getState().getRunning()).isNull();
            assertThat(main.getLastState().getTerminated().getStartedAt()).isEqualTo("2026-01-02T03:04:05Z");
            var side = decoded.getStatus().getInitContainerStatuses().getFirst();
            assertThat(side.getState().getRunning().getStartedAt()).isEqualTo("2026-01-02T03:04:06Z");
        } finally {
            reflector.stop();
        }
    }

    @Test
    void the_ranges_of_service_cidrs() {
        var kept = new Kept<ServiceCIDR>();
        var reflector = Reflector.startOptional(admin, Kinds.SERVICE_CIDRS, kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            var expected =
                    admin.resources(ServiceCIDR.class).withName("kubernetes").get();
            expected.getMetadata().setManagedFields(List.of());
            var decoded = kept.objects.get("kubernetes");
            assertThat(decoded.getMetadata()).isEqualTo(expected.getMetadata());
            assertThat(decoded.getSpec()).isEqualTo(expected.getSpec());
            assertThat(decoded.getSpec().getCidrs()).isNotEmpty();
        } finally {
            reflector.stop();
        }
    }

    @Test
    void an_ingress_class_and_who_wrote_the_status_of_an_ingress() {
        create("""
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: "%s", annotations: {ingressclass.kubernetes.io/is-default-class: "false"}}
                spec:
                  controller: example.com/somebody
                  parameters: {apiGroup: example.com, kind: Settings, name: theirs, namespace: there, scope: Namespace}
                """);
        create("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: written, namespace: %s}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """);
        var written = admin.network().v1().ingresses().inNamespace(namespace).withName("written");
        var _ = written.editStatus(ingress -> {
            ingress.setStatus(
                    Serialization.unmarshal("status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}", Ingress.class)
                            .getStatus());
            return ingress;
        });
        var classes = new Kept<IngressClass>();
        var ingresses = new Kept<Ingress>();
        var ofClasses = Reflector.start(admin, Kinds.INGRESS_CLASSES, classes);
        var ofIngresses = Reflector.start(admin, Kinds.WRITTEN_INGRESSES, ingresses);
        try {
            await().atMost(SOON).until(() -> ofClasses.synced() && ofIngresses.synced());
            var expected =
                    admin.network().v1().ingressClasses().withName(namespace).get();
            expected.getMetadata().setManagedFields(List.of());
            assertThat(classes.objects.get(namespace)).isEqualTo(expected);
            assertThat(ingresses
                            .objects
                            .get(namespace + "/written")
                            .getMetadata()
                            .getManagedFields())
                    .extracting(ManagedFieldsEntry::getSubresource)
                    .contains("status");
        } finally {
            ofClasses.stop();
            ofIngresses.stop();
            admin.network().v1().ingressClasses().withName(namespace).delete();
        }
    }

    @Test
    void what_the_api_server_does_not_have_is_waited_for_by_nobody_who_can_do_without() {
        var nowhere = new Kind<>("nothings", "apis/example.com/v1/nothings", Kinds.NODES.decode());
        var optional = Reflector.startOptional(admin, nowhere, new Kept<>());
        var needed = Reflector.start(admin, nowhere, new Kept<>());
        try {
            await().atMost(SOON).until(optional::synced);
            assertThat(needed.synced()).isFalse();
        } finally {
            optional.stop();
            needed.stop();
        }
    }

    @Test
    void a_selector_is_the_api_servers_to_apply() {
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: ours, namespace: %s, labels: {colour: blue}}
                spec: {ports: [{port: 80}]}
                """);
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: theirs, namespace: %s, labels: {colour: "red"}}
                spec: {ports: [{port: 80}]}
                """);
        var kept = new Kept<Service>();
        var reflector = Reflector.start(admin, Kinds.SERVICES.labelled("colour in (blue,green),!absent"), kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            assertThat(kept.objects).containsOnlyKeys(namespace + "/ours");
        } finally {
            reflector.stop();
        }
    }

    private interface Listing<T> {
        List<T> objects();
    }

    /** Listed; and, after a label of each was changed, watched. */
    private <T extends HasMetadata> void assertSame(Kind<T> kind, Listing<T> listing) {
        var kept = new Kept<T>();
        var reflector = Reflector.start(admin, kind, kept);
        try {
            await().atMost(SOON).until(reflector::synced);
            assertEqual(kept, listing);
            for (var object : listing.objects()) {
                object.getMetadata().getLabels().put("changed", "yes");
                admin.resource(object).update();
            }
            await().atMost(SOON).untilAsserted(() -> assertEqual(kept, listing));
        } finally {
            reflector.stop();
        }
    }

    private <T extends HasMetadata> void assertEqual(Kept<T> kept, Listing<T> listing) {
        var expected = listing.objects();
        assertThat(expected).isNotEmpty();
        for (var object : expected) {
            object.getMetadata().setManagedFields(List.of());
            assertThat(kept.objects.get(namespace + "/" + object.getMetadata().getName()))
                    .isEqualTo(object);
        }
    }

    private void create(String yaml) {
        admin.resource(yaml.formatted(namespace)).create();
    }
}
