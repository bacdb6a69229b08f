package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class ReadinessChangesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ReadinessChanges changes = new ReadinessChanges(nanos::get);

    @Test
    void a_change_is_said_once_with_the_reason_however_often_it_is_probed() {
        assertThat(changes.line("informers: services waiting for the first list"))
                .contains("not ready yet: informers: services waiting for the first list");
        assertThat(changes.level()).isEqualTo(Logger.Level.INFO);
        assertSilent("informers: services waiting for the first list");
        assertThat(changes.line("")).contains("ready");
        assertThat(changes.level()).isEqualTo(Logger.Level.INFO);
        assertSilent("");
        assertThat(changes.line("rules: busy")).contains("not ready: rules: busy");
        assertThat(changes.level()).isEqualTo(Logger.Level.WARN);
        assertSilent("rules: busy");
        assertThat(changes.line("")).contains("ready");
    }

    @Test
    void reasons_that_follow_one_another_are_said_now_and_then() {
        assertThat(changes.line("first")).isPresent();
        assertThat(changes.line("second")).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(changes.line("third")).contains("not ready yet: third");
        assertThat(changes.line("fourth")).isEmpty();
        assertThat(changes.line("")).contains("ready");
    }

    private void assertSilent(String why) {
        for (var i = 0; i < 1000; i++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(changes.line(why)).isEmpty();
        }
    }
}
