package io.portico.endpoints.apply.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.apply.takeover.Rivalry.Patience;
import io.portico.endpoints.model.takeover.Write;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RivalryTest {
    private static final NamespacedName WEB = new NamespacedName("shop", "web");
    private static final String UPSTREAM = "kube-controller-manager";

    private long now = 1;
    private long version = 100;
    private final Rivalry rivalry = new Rivalry(Patience.DEFAULT, () -> now);

    @Test
    void nobody_waits_for_nobody() {
        own("a");
        own("a");
        assertThat(rivalry.turn(WEB)).isZero();
        assertThat(rivalry.rival(WEB)).isEmpty();
    }

    @Test
    void upstream_gets_time_to_do_what_there_is_to_do() {
        own("a");
        foreign("a", UPSTREAM);
        rivalry.settled(WEB);
        assertThat(rivalry.rival(WEB)).contains(UPSTREAM);
        assertThat(rivalry.contested()).isOne();
        assertThat(rivalry.turn(WEB)).isEqualTo(Patience.DEFAULT.yield());
        pass(Duration.ofSeconds(1));
        assertThat(rivalry.turn(WEB)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void upstream_that_lets_a_change_lie_has_ended() {
        own("a");
        foreign("a", UPSTREAM);
        rivalry.settled(WEB);
        assertThat(rivalry.turn(WEB)).isPositive();
        pass(Patience.DEFAULT.yield());
        assertThat(rivalry.turn(WEB)).isZero();
        own("a");
        assertThat(rivalry.turn(WEB)).isZero();
        assertThat(rivalry.rival(WEB)).isEmpty();
    }

    @Test
    void who_undoes_each_write_is_answered_once_a_minute() {
        var writes = 0;
        for (var second = 0; second < 600; second++) {
            if (rivalry.turn(WEB).isZero()) {
                own("a");
                writes++;
                foreign("a", UPSTREAM);
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(writes).isEqualTo(10);
    }

    @Test
    void who_makes_another_slice_each_time_is_answered_once_a_minute() {
        var writes = 0;
        for (var second = 0; second < 600; second++) {
            if (rivalry.turn(WEB).isZero()) {
                own("slice-" + second);
                writes++;
                foreign("other-" + second, UPSTREAM);
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(writes).isEqualTo(10);
    }

    @Test
    void a_users_edit_is_mended_at_once_and_who_edits_again_and_again_is_a_rival() {
        own("a");
        foreign("a", "kubectl-edit");
        assertThat(rivalry.turn(WEB)).isZero();
        own("a");
        foreign("a", "autoscaler");
        assertThat(rivalry.rival(WEB)).contains("autoscaler");
        assertThat(rivalry.turn(WEB)).isBetween(Duration.ofSeconds(59), Patience.DEFAULT.spacing());
    }

    @Test
    void edits_long_after_the_last_own_write_are_no_rivalry() {
        own("a");
        for (var i = 0; i < 3; i++) {
            pass(Patience.DEFAULT.memory().plusSeconds(1));
            foreign("a", "kubectl-edit");
            assertThat(rivalry.turn(WEB)).isZero();
        }
    }

    @Test
    void the_echo_of_an_own_write_is_nobodys_even_when_it_comes_before_the_answer() {
        own("a");
        var early = metadata("a");
        rivalry.seen(WEB, new Write("a", version, UPSTREAM));
        rivalry.wrote(WEB, early);
        assertThat(rivalry.rival(WEB)).isEmpty();
        rivalry.seen(WEB, new Write("a", version, UPSTREAM));
        assertThat(rivalry.rival(WEB)).isEmpty();
    }

    @Test
    void a_rival_is_forgotten_after_a_while() {
        foreign("a", UPSTREAM);
        assertThat(rivalry.contested()).isOne();
        pass(Patience.DEFAULT.memory());
        assertThat(rivalry.contested()).isZero();
        assertThat(rivalry.turn(WEB)).isZero();
    }

    private void own(String uid) {
        rivalry.wrote(WEB, metadata(uid));
    }

    private void foreign(String uid, String manager) {
        pass(Duration.ofMillis(1));
        version++;
        rivalry.seen(WEB, new Write(uid, version, manager));
    }

    private ObjectMeta metadata(String uid) {
        version++;
        return new ObjectMetaBuilder()
                .withUid(uid)
                .withResourceVersion("" + version)
                .build();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
