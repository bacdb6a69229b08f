package io.portico.endpoints.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private static final NamespacedName WEB = new NamespacedName("shop", "web");

    private final Expectations expectations = new Expectations(Duration.ofHours(1));

    @Test
    void a_view_that_lacks_a_created_object_or_shows_it_before_its_update_is_not_up_to_date() {
        expectations.wrote(WEB, object("a", 5));
        assertThat(expectations.met(expectations.outstanding(WEB), List.of())).isFalse();
        assertThat(expectations.met(expectations.outstanding(WEB), List.of(object("a", 4))))
                .isFalse();
        assertThat(expectations.met(expectations.outstanding(WEB), List.of(object("a", 5))))
                .isTrue();
    }

    @Test
    void a_view_that_still_shows_a_deleted_object_is_not_up_to_date() {
        expectations.deleted(WEB, object("a", 5));
        assertThat(expectations.met(expectations.outstanding(WEB), List.of(object("a", 5), object("b", 3))))
                .isFalse();
        assertThat(expectations.met(expectations.outstanding(WEB), List.of(object("b", 3))))
                .isTrue();
    }

    @Test
    void the_echo_of_an_own_write_needs_no_reconcile_and_anybody_elses_does() {
        assertThat(expectations.seen(WEB, object("a", 4), false)).isTrue();
        expectations.wrote(WEB, object("a", 5));
        assertThat(expectations.seen(WEB, object("b", 4), false)).isTrue();
        assertThat(expectations.seen(WEB, object("a", 5), false)).isFalse();
        assertThat(expectations.seen(WEB, object("a", 6), false)).isTrue();
        expectations.deleted(WEB, object("a", 6));
        assertThat(expectations.seen(WEB, object("a", 6), true)).isFalse();
        expectations.wrote(WEB, object("c", 7));
        assertThat(expectations.seen(WEB, object("c", 8), true))
                .as("somebody else deleted it")
                .isTrue();
        assertThat(expectations.met(expectations.outstanding(WEB), List.of())).isTrue();
    }

    @Test
    void a_service_that_waited_for_an_echo_is_due_when_it_comes() {
        expectations.wrote(WEB, object("a", 5));
        assertThat(expectations.met(expectations.outstanding(WEB), List.of())).isFalse();
        assertThat(expectations.seen(WEB, object("a", 5), false)).isTrue();
    }

    @Test
    void an_echo_that_comes_while_an_older_view_is_looked_at_does_not_make_that_view_good() {
        expectations.wrote(WEB, object("a", 5));
        var outstanding = expectations.outstanding(WEB);
        expectations.seen(WEB, object("a", 5), false);
        assertThat(expectations.met(outstanding, List.of())).isFalse();
        assertThat(expectations.met(expectations.outstanding(WEB), List.of(object("a", 5))))
                .isTrue();
    }

    @Test
    void an_object_that_comes_and_goes_before_the_answer_to_its_write_is_not_waited_for() {
        expectations.writing(WEB);
        expectations.seen(WEB, object("a", 5), false);
        expectations.seen(WEB, object("a", 6), true);
        expectations.wrote(WEB, object("a", 5));
        expectations.ended(WEB);
        assertThat(expectations.met(expectations.outstanding(WEB), List.of())).isTrue();
        expectations.wrote(WEB, object("a", 5));
        assertThat(expectations.met(expectations.outstanding(WEB), List.of()))
                .as("after the end nothing is remembered")
                .isFalse();
    }

    @Test
    void an_echo_that_never_comes_is_given_up() {
        var impatient = new Expectations(Duration.ZERO);
        impatient.wrote(WEB, object("a", 5));
        assertThat(impatient.met(impatient.outstanding(WEB), List.of())).isTrue();
    }

    private static ObjectMeta object(String uid, long version) {
        return new ObjectMetaBuilder()
                .withUid(uid)
                .withResourceVersion(Long.toString(version))
                .build();
    }
}
