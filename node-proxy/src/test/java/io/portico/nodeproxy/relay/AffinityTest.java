package io.portico.nodeproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AffinityTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Endpoint ONE = RelayAtWork.endpoint("10.0.0.1", 80);

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger forgotten = new AtomicInteger();
    private final Affinity affinity = new Affinity(now::get, 2, forgotten::incrementAndGet);

    @Test
    void a_client_is_remembered_for_the_time_since_its_last_connection() {
        affinity.remember(client(1), ONE);
        now.addAndGet(HOUR.toNanos());
        assertThat(affinity.of(client(1), HOUR)).contains(ONE);
        affinity.remember(client(1), ONE);
        now.addAndGet(HOUR.toNanos());
        assertThat(affinity.of(client(1), HOUR)).contains(ONE);
        now.addAndGet(1);
        assertThat(affinity.of(client(1), HOUR)).isEmpty();
        assertThat(forgotten).hasValue(0);
    }

    @Test
    void the_client_that_was_quiet_for_longest_goes_when_there_are_too_many() {
        affinity.remember(client(1), ONE);
        affinity.remember(client(2), ONE);
        assertThat(affinity.of(client(1), HOUR)).contains(ONE);
        affinity.remember(client(3), ONE);
        assertThat(affinity.of(client(2), HOUR)).isEmpty();
        assertThat(affinity.of(client(1), HOUR)).contains(ONE);
        assertThat(forgotten).hasValue(1);
    }

    private static InetAddress client(int number) {
        return InetAddress.ofLiteral("192.0.2." + number);
    }
}
