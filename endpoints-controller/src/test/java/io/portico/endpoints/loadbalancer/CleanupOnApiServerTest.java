package io.portico.endpoints.loadbalancer;

import static io.portico.endpoints.loadbalancer.LoadBalancerCluster.CLEANUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.portico.endpoints.EndpointsController;
import io.portico.endpoints.cleanup.Cleanup;
import io.portico.endpoints.model.ManagedBy;
import io.portico.runtime.election.LeaderTask;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left when the controller goes for good, under the rights that the chart gives. */
@Requires(Requires.Need.KUBE_API)
class CleanupOnApiServerTest {
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    /** Of this test alone: other tests' slices are on the same API server. */
    private static final ManagedBy OURS = ManagedBy.named("cleanup.example");

    /** Of its own: cleanup is about all that a cluster has, other tests' objects too. */
    private static KubeApi api;

    private final LoadBalancerCluster cluster = new LoadBalancerCluster(api);
    private final String node = cluster.node(cluster.address(11));

    @BeforeAll
    static void start() {
        api = KubeApi.start(KubeApi.Options.DEFAULT);
    }

    @AfterAll
    static void end() {
        api.close();
    }

    /** The controller of the next test serves them, too: it sees the whole cluster. */
    @AfterEach
    void leaveNothingToServe() {
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .list()
                .getItems()
                .forEach(service -> cluster.admin
                        .services()
                        .inNamespace(cluster.namespace)
                        .withName(service.getMetadata().getName())
                        .edit(found -> new ServiceBuilder(found)
                                .editMetadata()
                                .withFinalizers(List.of())
                                .endMetadata()
                                .build()));
        cluster.admin.services().inNamespace(cluster.namespace).delete();
        cluster.admin.pods().inNamespace(cluster.namespace).withGracePeriod(0).delete();
    }

    @Test
    void all_that_was_put_there_goes_what_is_others_stays_and_a_second_time_there_is_nothing() throws Exception {
        serve("web", "going");
        slice("hand-made", "web", "somebody", "192.0.2.1");
        ofACloud("cloud");
        var cloud = cluster.version("cloud");
        cluster.delete("going");
        assertThat(cluster.finalizers("going")).containsExactly(CLEANUP);

        assertThat(cleanup(false, Duration.ZERO))
                .contains("true")
                .anyMatch(line -> line.matches("EndpointSlices: [1-9][0-9]* deleted"))
                .anyMatch(line -> line.matches("Endpoints: [1-9][0-9]* deleted"))
                .anyMatch(line ->
                        line.matches("LoadBalancer Services: [0-9]+ given back: addresses, condition, finalizer"))
                .anyMatch(
                        line -> line.matches(
                                "Services without endpoints now, as no other controller keeps them: [1-9][0-9]*, such as .*/web"));

        assertThat(cluster.addresses("web")).isEmpty();
        assertThat(cluster.condition("web")).isEqualTo("none");
        assertThat(cluster.finalizers("web")).containsExactly("portico.io/test");
        assertThat(cluster.service("going")).isNull();
        assertThat(cluster.version("cloud")).isEqualTo(cloud);
        assertThat(slices()).extracting(slice -> slice.getMetadata().getName()).containsExactly("hand-made");
        assertThat(cluster.admin
                        .endpoints()
                        .inNamespace(cluster.namespace)
                        .list()
                        .getItems())
                .isEmpty();

        assertThat(cleanup(false, Duration.ZERO))
                .containsExactlyInAnyOrder(
                        "true",
                        "LoadBalancer Services: 0 given back: addresses, condition, finalizer",
                        "EndpointSlices: 0 deleted",
                        "Endpoints: 0 deleted",
                        "Endpoints: 0 handed to kube-controller-manager");
    }

    @Test
    void where_another_controller_keeps_the_service_ours_go_when_it_has_every_address_and_not_before()
            throws Exception {
        serve("web");
        slice("upstreams", "web", ManagedBy.UPSTREAM.slices(), "192.0.2.1");
        var lines = new ArrayList<String>();
        var cleanup = Thread.ofVirtual().start(() -> {
            try {
                lines.addAll(cleanup(false, Duration.ofMinutes(2)));
            } catch (Exception e) {
                lines.add(e.toString());
            }
        });
        // Its load balancers are the first that it gives back: it is at the slices then.
        eventually().until(() -> cluster.condition("web").equals("none"));
        await().during(Duration.ofSeconds(1)).until(() -> slices().size() == 2);
        slice("upstreams-too", "web", ManagedBy.UPSTREAM.slices(), "10.244.1.2");
        cleanup.join();
        assertThat(lines)
                .contains("true")
                .anyMatch(line -> line.matches("Endpoints: [1-9][0-9]* handed to kube-controller-manager"));
        assertThat(slices())
                .extracting(slice -> slice.getMetadata().getName())
                .containsExactlyInAnyOrder("upstreams", "upstreams-too");
        assertThat(cluster.admin
                        .endpoints()
                        .inNamespace(cluster.namespace)
                        .withName("web")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller");
    }

    @Test
    void what_is_handed_back_stays_with_upstreams_mark_and_so_does_what_was_kept_in_upstreams_name() throws Exception {
        serve("web");
        var before = slices().getFirst();
        assertThat(cleanup(true, Duration.ZERO)).contains("true");
        var after = slices().getFirst();
        assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        assertThat(after.getMetadata().getLabels()).containsEntry(MANAGED_BY, ManagedBy.UPSTREAM.slices());
        assertThat(after.getEndpoints()).isEqualTo(before.getEndpoints());
        var version = after.getMetadata().getResourceVersion();
        assertThat(run(new Cleanup.Choices(ManagedBy.UPSTREAM, false, Duration.ZERO)))
                .contains(
                        "EndpointSlices and Endpoints: left as they are, they are marked as kube-controller-manager's");
        assertThat(slices().getFirst().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void while_a_replica_leads_nothing_is_done() {
        cluster.service("web", 80);
        try (var replica = cluster.replica("one")) {
            eventually().until(replica.controller::leads);
            eventually().until(() -> !cluster.addresses("web").isEmpty());
            assertThatThrownBy(() -> LeaderTask.run(
                            cluster.account,
                            cluster.namespace,
                            EndpointsController.LEASE,
                            "cleanup",
                            Duration.ofSeconds(1),
                            () -> cleanup(false, Duration.ZERO)))
                    .hasMessage("a replica still leads by Lease " + cluster.namespace
                            + "/portico-endpoints-controller, or the Lease cannot be written: stop the replicas first");
            assertThat(cluster.addresses("web")).isNotEmpty();
        }
    }

    /** Services with addresses and a ready pod's endpoints, whose controller has ended. */
    private void serve(String... names) {
        for (var name : names) {
            cluster.create(cluster.ofClass("portico.io/node", name, name.equals("web") ? 80 : 81)
                    .editSpec()
                    .addToSelector("app", name)
                    .endSpec());
        }
        cluster.pod("web-1", "web", node, "10.244.1.2", 0);
        try (var _ = cluster.replica("one", OURS)) {
            for (var name : names) {
                eventually().until(() -> !cluster.addresses(name).isEmpty());
            }
            eventually()
                    .until(() -> !slices().isEmpty()
                            && cluster.admin
                                            .endpoints()
                                            .inNamespace(cluster.namespace)
                                            .withName("web")
                                            .get()
                                    != null);
        }
        // The headless and empty ones of other Services are no matter here.
        slices().stream()
                .filter(slice -> !"web".equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name")))
                .forEach(slice -> cluster.admin.resource(slice).delete());
        cluster.admin.endpoints().inNamespace(cluster.namespace).list().getItems().stream()
                .filter(endpoints -> !endpoints.getMetadata().getName().equals("web"))
                .forEach(endpoints -> cluster.admin.resource(endpoints).delete());
    }

    private void ofACloud(String name) {
        cluster.create(cluster.ofClass("cloud.example/lb", name, 82)
                .editMetadata()
                .addToFinalizers(CLEANUP)
                .endMetadata());
        cluster.admin
                .services()
                .inNamespace(cluster.namespace)
                .withName(name)
                .editStatus(service -> new ServiceBuilder(service)
                        .editStatus()
                        .withNewLoadBalancer()
                        .addNewIngress()
                        .withIp("192.0.2.1")
                        .endIngress()
                        .endLoadBalancer()
                        .endStatus()
                        .build());
    }

    private void slice(String name, String service, String managedBy, String address) {
        cluster.admin
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName(name)
                        .addToLabels("kubernetes.io/service-name", service)
                        .addToLabels(MANAGED_BY, managedBy)
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewEndpoint()
                        .addToAddresses(address)
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .endEndpoint()
                        .addNewPort()
                        .withName("")
                        .withPort(8080)
                        .withProtocol("TCP")
                        .endPort()
                        .build())
                .create();
    }

    private List<EndpointSlice> slices() {
        return cluster.admin
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(cluster.namespace)
                .list()
                .getItems();
    }

    private List<String> cleanup(boolean handBack, Duration wait) throws Exception {
        return LeaderTask.run(
                cluster.account,
                cluster.namespace,
                EndpointsController.LEASE,
                "cleanup",
                Duration.ofSeconds(60),
                () -> run(new Cleanup.Choices(OURS, handBack, wait)));
    }

    private List<String> run(Cleanup.Choices choices) throws InterruptedException {
        var lines = new ArrayList<String>();
        var done = new Cleanup(cluster.account, choices, lines::add).run();
        lines.add(String.valueOf(done));
        return lines;
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
