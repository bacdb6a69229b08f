package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.portico.endpoints.apply.Reconciler.Choices;
import io.portico.endpoints.apply.takeover.Rivalry.Patience;
import io.portico.endpoints.differential.ControllerManager;
import io.portico.endpoints.model.ManagedBy;
import io.portico.endpoints.model.takeover.Managers;
import io.portico.endpoints.model.takeover.Takeover;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Taking over from a real kube-controller-manager, going back to it, and running beside it. */
@Requires(Requires.Need.PEERS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverOnApiServerTest {
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String UPSTREAM = "endpointslice-controller.k8s.io";
    private static final String OURS = "endpoints-controller.portico.io";
    /** The rival is always given time to answer, whatever the machine's load. */
    private static final Patience PATIENT =
            new Patience(Duration.ofSeconds(45), Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMillis(500));

    private KubeApi api;
    private TestCluster cluster;
    private int pods;

    @BeforeAll
    void start() {
        api = KubeApi.start(KubeApi.Options.DEFAULT);
        cluster = new TestCluster(api);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void from_upstream_to_this_controller_and_back_without_a_moment_without_endpoints() {
        var app = Map.of("app", "there-and-back");
        cluster.service("there-and-back", app);
        cluster.service("db", Map.of());
        var ready = new ArrayList<String>();
        try (var watch = new SliceWatch(cluster, "there-and-back");
                var mirror = new SliceWatch(cluster, "db")) {
            Map<String, String> before;
            try (var upstream = new ControllerManager(api)) {
                ready.add(cluster.readyPod("web-" + ++pods, app));
                ready.add(cluster.readyPod("web-" + ++pods, app));
                awaitReady("there-and-back", ready);
                cluster.handWrite("db", "192.0.2.1");
                awaitReady("db", List.of("192.0.2.1"));
                before = uids("there-and-back", "db");
                assertThat(upstream.failure()).isEmpty();
            }
            try (var ours = cluster.replica("ours", adopting(ManagedBy.UPSTREAM, Patience.DEFAULT))) {
                replacePods("there-and-back", app, ready);
                assertThat(uids("there-and-back", "db"))
                        .as("slices are kept, not made again")
                        .isEqualTo(before);
                eventually().until(() -> cluster.addressed("there-and-back").size() == 2);
                var written = ours.sliceWrites();
                cluster.handWrite("orphan", "192.0.2.77");
                try (var _ = new ControllerManager(api)) {
                    awaitUpstream("orphan");
                    ours.end();
                    replacePods("there-and-back", app, ready);
                }
                assertThat(written).isPositive();
            }
            assertThat(uids("there-and-back", "db")).isEqualTo(before);
            assertThat(watch.faults()).isEmpty();
            assertThat(mirror.faults()).isEmpty();
        }
    }

    @Test
    void while_upstream_still_writes_this_controller_leaves_it_the_work_and_says_so() {
        var app = Map.of("app", "both");
        cluster.service("both", app);
        var ip = cluster.readyPod("both-1", app);
        try (var watch = new SliceWatch(cluster, "both");
                var _ = new ControllerManager(api)) {
            awaitReady("both", List.of(ip));
            // It hears of pods a second later than upstream does, which so has written before.
            try (var ours = cluster.replica(
                    "ours", adopting(ManagedBy.UPSTREAM, PATIENT), new Pace(Duration.ofSeconds(1), 0, 100))) {
                eventually().until(() -> ours.controller.leads());
                var second = cluster.readyPod("both-2", app);
                awaitReady("both", List.of(ip, second));
                awaitEvent("both", "AnotherManager");
                assertThat(ours.controller.state().problems())
                        .anyMatch(problem -> problem.reason().equals("AnotherManager")
                                && problem.message().startsWith("kube-controller-manager writes"));
                var before = ours.sliceWrites();
                for (var i = 0; i < 6; i++) {
                    cluster.ready("both-2", i % 2 != 0);
                    var expected = i % 2 != 0 ? List.of(ip, second) : List.of(ip);
                    awaitReady("both", expected);
                }
                assertThat(ours.sliceWrites() - before).isLessThanOrEqualTo(1);
                assertThat(watch.faults()).isEmpty();
            }
        }
    }

    @Test
    void who_undoes_each_write_is_not_answered_before_a_minute_is_over() {
        cluster.service("undone", Map.of("app", "undone"));
        cluster.readyPod("undone-1", Map.of("app", "undone"));
        var rival = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(api.config(api.adminToken()))
                        .withUserAgent("kube-controller-manager/v1.36.3")
                        .build())
                .build();
        try (rival;
                var ours = cluster.replica("ours", adopting(ManagedBy.UPSTREAM, Patience.DEFAULT))) {
            eventually().until(() -> cluster.sliced("undone").size() == 1);
            var undone = 0;
            var until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            while (System.nanoTime() < until) {
                var slice = cluster.slices("undone").getFirst();
                if (slice.getEndpoints() != null && !slice.getEndpoints().isEmpty()) {
                    rival.resource(new EndpointSliceBuilder(slice)
                                    .withEndpoints(List.of())
                                    .build())
                            .update();
                    undone++;
                }
            }
            assertThat(undone).as("how often there was something to undo").isEqualTo(1);
            awaitEvent("undone", "AnotherManager");
            assertThat(ours.metrics.get("portico_endpoints_contested_services").gauges().stream()
                            .mapToDouble(gauge -> gauge.value())
                            .sum())
                    .isPositive();
        }
    }

    @Test
    void slices_of_upstream_and_those_of_an_earlier_name_get_the_present_mark_where_they_are() {
        var app = Map.of("app", "renamed");
        cluster.service("renamed", app);
        var ready = List.of(cluster.readyPod("renamed-1", app));
        try (var watch = new SliceWatch(cluster, "renamed")) {
            try (var _ = cluster.replica("one", new Choices(100, true, ManagedBy.named("old.example.com")))) {
                awaitReady("renamed", ready);
            }
            var before = uids("renamed");
            var choices = new Choices(
                    100,
                    true,
                    Managers.of(ManagedBy.OURS, Takeover.ADOPT, List.of("old.example.com")),
                    Patience.DEFAULT);
            try (var ours = cluster.replica("two", choices)) {
                eventually()
                        .untilAsserted(() -> assertThat(cluster.slices("renamed"))
                                .extracting(
                                        slice -> slice.getMetadata().getLabels().get(MANAGED_BY))
                                .containsExactly(OURS));
                assertThat(ours.metrics
                                .get("portico_endpoints_adopted_slices_total")
                                .tag("managed_by", "old.example.com")
                                .counter()
                                .count())
                        .isPositive();
            }
            assertThat(uids("renamed")).isEqualTo(before);
            assertThat(watch.faults()).isEmpty();
        }
    }

    @Test
    void without_adoption_slices_that_nobody_keeps_are_told() {
        var app = Map.of("app", "told");
        var service = cluster.service("told", app);
        cluster.admin
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withName("told-left")
                        .withNamespace(cluster.namespace)
                        .addToLabels("kubernetes.io/service-name", "told")
                        .addToLabels(MANAGED_BY, UPSTREAM)
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("Service")
                        .withName("told")
                        .withUid(service.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewEndpoint()
                        .withAddresses("10.244.200.9")
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .endEndpoint()
                        .build())
                .create();
        var choices = new Choices(100, true, Managers.of(ManagedBy.OURS, Takeover.AUTO, List.of()), PATIENT);
        try (var ours = cluster.replica("ours", choices)) {
            awaitEvent("told", "ForeignEndpointSlices");
            awaitEvent("told", "StaleEndpointSlices");
            assertThat(ours.controller.state().toString())
                    .contains("EndpointSlices told-left of " + UPSTREAM)
                    .contains("foreignEndpointSlices: ");
            assertThat(ours.metrics
                            .get("portico_endpoints_foreign_slices")
                            .tag("managed_by", UPSTREAM)
                            .gauge()
                            .value())
                    .isPositive();
            assertThat(ours.metrics
                            .get("portico_endpoints_stale_foreign_services")
                            .gauge()
                            .value())
                    .isPositive();
            assertThat(cluster.slices("told"))
                    .extracting(slice -> slice.getMetadata().getName())
                    .contains("told-left");
        }
    }

    private static Choices adopting(ManagedBy managedBy, Patience patience) {
        return new Choices(100, true, Managers.of(managedBy, Takeover.ADOPT, List.of()), patience);
    }

    /** One after the other, each once its successor is seen. */
    private void replacePods(String service, Map<String, String> app, List<String> ready) {
        for (var i = 0; i < ready.size(); i++) {
            pods++;
            ready.add(cluster.readyPod("web-" + pods, app));
            awaitReady(service, ready);
            ready.removeFirst();
            cluster.deletePod("web-" + (pods - ready.size()));
            awaitReady(service, ready);
        }
    }

    /**
     * Until upstream has begun: it sweeps Endpoints without a Service when it starts, which this controller does not.
     */
    private void awaitUpstream(String orphan) {
        eventually().until(() -> cluster.endpoints(orphan) == null);
    }

    private Map<String, String> uids(String... services) {
        return List.of(services).stream()
                .flatMap(service -> cluster.slices(service).stream())
                .map(EndpointSlice::getMetadata)
                .collect(Collectors.toMap(metadata -> metadata.getName(), metadata -> metadata.getUid()));
    }

    private void awaitReady(String service, List<String> ips) {
        var expected = ips.stream().map(ip -> ip + " ready").sorted().toList();
        eventually()
                .untilAsserted(() -> assertThat(cluster.sliced(service).stream()
                                .filter(line -> line.endsWith(" ready") && !line.endsWith("not ready"))
                                .distinct()
                                .toList())
                        .isEqualTo(expected));
    }

    private void awaitEvent(String service, String reason) {
        eventually()
                .untilAsserted(() -> assertThat(cluster.admin
                                .v1()
                                .events()
                                .inNamespace(cluster.namespace)
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo(reason);
                            assertThat(event.getInvolvedObject().getName()).isEqualTo(service);
                        }));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
