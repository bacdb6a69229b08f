package io.portico.certmanager.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssuanceBudgetTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void five_issues_are_free_and_then_the_waits_double_to_an_hour() {
        List<Long> waits = new ArrayList<>();
        var now = NOON;
        var budget = IssuanceBudget.UNSPENT;
        for (var i = 0; i < 14; i++) {
            var next = budget.next(now);
            waits.add(Duration.between(now, next).toMinutes());
            now = next;
            budget = budget.spend(now);
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void a_writer_that_fights_all_day_costs_few_issues() {
        var budget = IssuanceBudget.UNSPENT;
        var issues = 0;
        for (var now = NOON; now.isBefore(NOON.plus(Duration.ofDays(1))); now = now.plusSeconds(1)) {
            if (!budget.next(now).isAfter(now)) {
                budget = budget.spend(now);
                issues++;
            }
        }
        assertThat(issues).isLessThan(36);
    }

    @Test
    void after_a_quiet_time_the_count_starts_anew() {
        var budget = new IssuanceBudget(8, NOON);
        assertThat(budget.spend(NOON.plus(Duration.ofMinutes(16))).streak()).isEqualTo(9);
        assertThat(budget.spend(NOON.plus(Duration.ofMinutes(17))).streak()).isEqualTo(1);
        assertThat(new IssuanceBudget(2, NOON)
                        .spend(NOON.plus(Duration.ofMinutes(11)))
                        .streak())
                .isEqualTo(1);
    }

    @Test
    void it_survives_as_an_annotation_and_nonsense_there_counts_as_unspent() {
        var budget = new IssuanceBudget(7, NOON);
        assertThat(budget.annotation()).isEqualTo("7, last 2026-03-01T12:00:00Z");
        assertThat(IssuanceBudget.parse(budget.annotation())).isEqualTo(budget);
        for (var nonsense : List.of("", "7", "x, last y", "7, last yesterday", "99999999999, last " + NOON)) {
            assertThat(IssuanceBudget.parse(nonsense)).isEqualTo(IssuanceBudget.UNSPENT);
        }
    }

    @Test
    void a_clock_that_was_set_back_does_not_lock_the_secret_out() {
        var fromTheFuture = new IssuanceBudget(9, NOON.plus(Duration.ofDays(100)));
        assertThat(fromTheFuture.next(NOON)).isEqualTo(NOON);
        assertThat(fromTheFuture.spend(NOON)).isEqualTo(new IssuanceBudget(10, NOON));
    }

    @Test
    void of_memory_and_annotation_the_later_counts() {
        var memory = new IssuanceBudget(5, NOON);
        var annotation = new IssuanceBudget(1, NOON.minusSeconds(60));
        assertThat(memory.stricter(annotation)).isEqualTo(memory);
        assertThat(annotation.stricter(memory)).isEqualTo(memory);
        assertThat(IssuanceBudget.UNSPENT.stricter(memory)).isEqualTo(memory);
        assertThat(memory.stricter(IssuanceBudget.UNSPENT)).isEqualTo(memory);
    }
}
