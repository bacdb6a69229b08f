package io.portico.runtime.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.testkit.ApiDoor;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class LeadershipOnApiServerTest {
    private static final String LEASE = "lease";
    /** A Lease that nobody loses because the machine is busy; renewed often, so that the test need not wait. */
    private static final Timing FREQUENT =
            new Timing(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(100));

    private static final Timing SHORT = new Timing(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(50));

    private final KubeApi api = KubeApi.shared();
    private final String namespace = api.newNamespace("election");
    private final List<String> history = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void two_candidates_never_lead_together_and_the_second_takes_over_when_the_first_closes() {
        try (var two = candidate("two", FREQUENT)) {
            try (var one = candidate("one", FREQUENT)) {
                one.campaign();
                eventually().until(() -> history.contains("one starts"));
                two.campaign();
            }
            eventually().until(() -> history.contains("two starts"));
        }
        assertThat(history).containsExactly("one starts", "one stops", "two starts", "two stops");
        assertThat(record().getLeaseTransitions()).isEqualTo(1);
        assertThat(record().getHolderIdentity()).isEmpty();
    }

    @Test
    void after_a_leader_with_a_fast_clock_died_another_leads_once_the_record_has_stood_still_for_its_duration() {
        var future = ZonedDateTime.now(ZoneOffset.UTC).plusDays(1).truncatedTo(ChronoUnit.MICROS);
        create(new LeaseBuilder()
                .withNewSpec()
                .withHolderIdentity("dead")
                .withLeaseDurationSeconds(2)
                .withAcquireTime(future)
                .withRenewTime(future)
                .withLeaseTransitions(7)
                .endSpec()
                .build());
        var began = System.nanoTime();
        try (var one = candidate("one", FREQUENT)) {
            assertThat(status()).isZero();
            one.campaign();
            eventually().until(one::leads);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(status()).isOne();
            assertThat(record().getHolderIdentity()).isEqualTo("one");
            assertThat(record().getLeaseTransitions()).isEqualTo(8);
            assertThat(record().getLeaseDurationSeconds()).isEqualTo(30);
            assertThat(record().getRenewTime()).isBefore(future);
        }
        assertThat(status()).isZero();
    }

    @Test
    void a_leader_whose_clock_is_behind_or_ahead_is_not_deposed() {
        for (var skew : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            history.clear();
            try (var two = candidate("two", FREQUENT);
                    var one = candidate("one", FREQUENT, Clock.offset(Clock.systemUTC(), skew), api.admin())) {
                one.campaign();
                eventually().until(one::leads);
                two.campaign();
                var renewals = new HashSet<ZonedDateTime>();
                eventually().until(() -> renewals.add(record().getRenewTime()) && renewals.size() > 5);
                assertThat(history).containsExactly("one starts");
                assertThat(two.leads()).isFalse();
            }
        }
    }

    @Test
    void a_lease_that_is_lost_is_won_again_by_the_same_process_and_work_starts_anew() {
        try (var one = candidate("one", FREQUENT)) {
            one.campaign();
            eventually().until(one::leads);
            edit(new LeaseSpecChange("thief", 2));
            eventually().until(() -> history.equals(List.of("one starts", "one stops", "one starts")));
            assertThat(one.leads()).isTrue();
            assertThat(record().getHolderIdentity()).isEqualTo("one");
        }
        assertThat(history).containsExactly("one starts", "one stops", "one starts", "one stops");
    }

    @Test
    void a_leader_whose_lease_is_deleted_or_labelled_goes_on() {
        try (var one = candidate("one", FREQUENT)) {
            one.campaign();
            eventually().until(one::leads);
            lease().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"a\":\"label\"}}}");
            awaitRenewal();
            lease().delete();
            eventually().until(() -> lease().get() != null);
            awaitRenewal();
            assertThat(history).containsExactly("one starts");
        }
    }

    @Test
    void a_lease_without_record_or_holder_is_taken_at_once_with_times_in_whole_microseconds() {
        for (var spec : List.of(
                new LeaseSpec(),
                new LeaseBuilder()
                        .withNewSpec()
                        .withHolderIdentity("")
                        .endSpec()
                        .build()
                        .getSpec())) {
            create(new LeaseBuilder().withSpec(spec).build());
            // A clock with nanoseconds, and one on a whole second: the API server takes six digits, no more and no
            // less.
            for (var nanos : new long[] {123_456_789L, 0}) {
                var clock = Clock.fixed(Instant.ofEpochSecond(1_795_000_000L, nanos), ZoneOffset.UTC);
                try (var one = candidate("one", FREQUENT, clock, api.admin())) {
                    one.campaign();
                    eventually().until(one::leads);
                    assertThat(record().getRenewTime().toInstant())
                            .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MICROS));
                }
            }
            lease().delete();
        }
    }

    @Test
    void work_has_stopped_before_the_lease_is_released() {
        var holderAtStop = new CopyOnWriteArrayList<String>();
        try (var one = new Leadership(
                store("one", FREQUENT, Clock.systemUTC(), api.admin()),
                metrics,
                namespace + "/" + LEASE,
                "one",
                () -> history.add("starts"),
                () -> holderAtStop.add(record().getHolderIdentity()),
                FREQUENT)) {
            one.campaign();
            eventually().until(one::leads);
        }
        assertThat(holderAtStop).containsExactly("one");
        assertThat(record().getHolderIdentity()).isEmpty();
    }

    @Test
    void work_that_does_not_start_leaves_the_lease_to_another() {
        try (var broken = new Leadership(
                        store("broken", FREQUENT, Clock.systemUTC(), api.admin()),
                        metrics,
                        namespace + "/" + LEASE,
                        "broken",
                        () -> {
                            history.add("broken starts");
                            throw new IllegalStateException("no");
                        },
                        () -> history.add("broken stops"),
                        FREQUENT);
                var two = candidate("two", FREQUENT)) {
            broken.campaign();
            eventually().until(() -> history.contains("broken stops"));
            two.campaign();
            eventually().until(two::leads);
            assertThat(history.subList(0, 2)).containsExactly("broken starts", "broken stops");
        }
    }

    @Test
    void a_leader_that_cannot_renew_stops_by_its_deadline_and_goes_on_when_it_can() {
        try (var door = new ApiDoor(api);
                var client = new KubernetesClientBuilder()
                        .withConfig(door.config(api.adminToken()))
                        .build();
                var one = candidate("one", SHORT, Clock.systemUTC(), client)) {
            one.campaign();
            eventually().until(one::leads);
            var starts = history.size();
            door.shut();
            eventually()
                    .until(() -> history.size() > starts && history.getLast().equals("one stops"));
            assertThat(one.leads()).isFalse();
            door.open();
            eventually().until(one::leads);
        }
        assertThat(record().getHolderIdentity()).isEmpty();
    }

    @Test
    void one_that_closes_before_or_while_it_campaigns_or_twice_leaves_nothing_held() {
        var before = candidate("before", FREQUENT);
        before.close();
        before.close();
        before.campaign();
        assertThat(lease().get()).isNull();
        for (var round = 0; round < 5; round++) {
            var one = candidate("one", FREQUENT);
            one.campaign();
            one.close();
            one.close();
            var left = lease().get();
            assertThat(left == null ? "" : left.getSpec().getHolderIdentity()).isEmpty();
        }
    }

    private record LeaseSpecChange(String holder, int lasts) {}

    private void edit(LeaseSpecChange change) {
        // Whatever was renewed since: a thief asks for no resourceVersion.
        lease().patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"holderIdentity\":\"%s\",\"leaseDurationSeconds\":%d}}"
                                .formatted(change.holder, change.lasts));
    }

    private void awaitRenewal() {
        var before = renewed();
        eventually().until(() -> renewed() != null && !Objects.equals(renewed(), before));
    }

    private @Nullable ZonedDateTime renewed() {
        var found = lease().get();
        return found == null ? null : found.getSpec().getRenewTime();
    }

    private void create(Lease lease) {
        api.admin()
                .resource(new LeaseBuilder(lease)
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(LEASE)
                        .endMetadata()
                        .build())
                .create();
    }

    private Resource<Lease> lease() {
        return api.admin().leases().inNamespace(namespace).withName(LEASE);
    }

    private LeaseSpec record() {
        return lease().get().getSpec();
    }

    private double status() {
        return metrics.get("leader_election_master_status")
                .tag("name", LEASE)
                .gauge()
                .value();
    }

    private Leadership candidate(String identity, Timing timing) {
        return candidate(identity, timing, Clock.systemUTC(), api.admin());
    }

    private Leadership candidate(String identity, Timing timing, Clock clock, KubernetesClient client) {
        return new Leadership(
                store(identity, timing, clock, client),
                metrics,
                namespace + "/" + LEASE,
                identity,
                () -> history.add(identity + " starts"),
                () -> history.add(identity + " stops"),
                timing);
    }

    private LeaseStore store(String identity, Timing timing, Clock clock, KubernetesClient client) {
        return new LeaseStore(client, namespace, LEASE, identity, timing, clock);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
