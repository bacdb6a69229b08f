package io.portico.runtime.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.portico.runtime.election.Vacancy.Word;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class VacancyTest {
    /** Near the end of a long, as nanoTime may be. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos();

    private static final ZonedDateTime TIME = ZonedDateTime.of(2026, 11, 28, 14, 57, 22, 0, ZoneOffset.UTC);

    private final Vacancy vacancy = new Vacancy("portico-system/lease", "me", Timing.DEFAULT, START);

    @Test
    void a_leader_whose_record_changes_is_there_whatever_times_it_writes() {
        var seen = Sighting.after(null, record("other", 15, 0), at(0));
        for (var second = 0; second <= 60; second += 2) {
            seen = Sighting.after(seen, record("other", 15, -second), at(second));
            assertThat(seen.freeIn("me", Timing.DEFAULT, at(second))).isEqualTo(seconds(15));
            assertThat(vacancy.look(false, seen, "", at(second))).isEmpty();
        }
    }

    @Test
    void a_record_that_stands_still_is_told_once_and_once_more_when_somebody_leads() {
        var seen = Sighting.after(null, record("gone", 3600, 180), at(0));
        assertThat(vacancy.look(false, seen, "", at(19))).isEmpty();
        seen = Sighting.after(seen, labelled(record("gone", 3600, 180)), at(20));
        assertThat(vacancy.look(false, seen, "", at(20)))
                .contains(
                        new Word(
                                true,
                                "nobody leads portico-system/lease for 20 s: its Lease is held by gone, which does not renew it, and lasts 3580 s more; if gone is gone, delete the Lease"));
        assertThat(vacancy.look(false, seen, "", at(22))).isEmpty();
        seen = Sighting.after(seen, record("other", 15, 24), at(24));
        assertThat(vacancy.look(false, seen, "", at(24)))
                .contains(new Word(false, "other leads portico-system/lease, after 24 s without a leader"));
        assertThat(vacancy.look(false, seen, "", at(43))).isEmpty();
        assertThat(vacancy.look(false, seen, "", at(44))).isPresent();
        assertThat(vacancy.look(true, seen, "", at(50)))
                .contains(new Word(false, "me leads portico-system/lease, after 26 s without a leader"));
    }

    @Test
    void what_keeps_everybody_from_the_lease_is_named() {
        assertThat(vacancy.look(false, null, "leases is forbidden", at(20)))
                .contains(
                        new Word(
                                true,
                                "nobody leads portico-system/lease for 20 s: its Lease cannot be read and written: leases is forbidden"));
    }

    @Test
    void a_lease_without_a_holder_is_free_and_one_without_a_duration_lasts_as_long_as_ours() {
        var nobody = Sighting.after(null, new LeaseBuilder().build(), at(0));
        assertThat(nobody.freeIn("me", Timing.DEFAULT, at(0))).isZero();
        assertThat(Sighting.after(null, record("", 15, 0), at(0)).freeIn("me", Timing.DEFAULT, at(0)))
                .isZero();
        assertThat(Sighting.after(null, record("me", 15, 0), at(0)).freeIn("me", Timing.DEFAULT, at(0)))
                .isZero();
        var endless = new LeaseBuilder()
                .withNewSpec()
                .withHolderIdentity("\u0000 é")
                .endSpec()
                .build();
        assertThat(Sighting.after(null, endless, at(0)).freeIn("me", Timing.DEFAULT, at(5)))
                .isEqualTo(seconds(10));
        assertThat(Sighting.after(null, record("other", Integer.MAX_VALUE, 0), at(0))
                        .freeIn("me", Timing.DEFAULT, at(60)))
                .isEqualTo(seconds(Integer.MAX_VALUE - 60L));
    }

    private static Lease record(String holder, int lasts, int secondsOff) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName("lease")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(lasts)
                .withRenewTime(TIME.plusSeconds(secondsOff))
                .endSpec()
                .build();
    }

    private static Lease labelled(Lease lease) {
        return new LeaseBuilder(lease)
                .editMetadata()
                .addToLabels("somebody", "else")
                .endMetadata()
                .build();
    }

    private static long at(long second) {
        return START + seconds(second);
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
