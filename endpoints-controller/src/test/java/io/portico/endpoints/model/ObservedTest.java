package io.portico.endpoints.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the change happened that an object's annotation names. */
class ObservedTest {
    private static final String CREATED = "2026-01-01T00:00:00Z";

    @Test
    void a_service_seen_first_changed_when_it_was_created() {
        assertThat(seen(CREATED, pod("one", "2026-01-01T00:00:05Z")).changedSince(null))
                .isEqualTo(CREATED);
    }

    @Test
    void of_several_changes_the_oldest_counts() {
        var before = seen(CREATED, pod("one", "2026-01-01T00:00:05Z"), pod("two", "2026-01-01T00:00:06Z"));
        var after = seen(
                CREATED,
                pod("one", "2026-01-01T00:00:09Z"),
                pod("two", "2026-01-01T00:00:08Z"),
                pod("new", "2026-01-01T00:00:10Z"));
        assertThat(after.changedSince(before)).isEqualTo("2026-01-01T00:00:08Z");
    }

    @Test
    void a_service_created_anew_counts_like_a_pod() {
        var before = seen(CREATED, pod("one", "2026-01-01T00:00:05Z"));
        var after = seen("2026-01-01T00:00:07Z", pod("one", "2026-01-01T00:00:09Z"));
        assertThat(after.changedSince(before)).isEqualTo("2026-01-01T00:00:07Z");
    }

    @Test
    void pods_that_went_and_pods_without_the_condition_say_no_time() {
        var before = seen(CREATED, pod("one", "2026-01-01T00:00:05Z"), pod("two", "2026-01-01T00:00:06Z"));
        var after = seen(CREATED, pod("one", "2026-01-01T00:00:05Z"), pod("three", ""));
        assertThat(after.changedSince(before)).isEmpty();
    }

    @Test
    void the_annotation_replaces_the_one_before_and_leaves_others() {
        var before = Map.of(Label.LAST_CHANGE, CREATED, "team", "shop");
        assertThat(new Stamp(ManagedBy.OURS, "2026-01-01T00:00:07Z").annotations(before))
                .isEqualTo(Map.of(Label.LAST_CHANGE, "2026-01-01T00:00:07Z", "team", "shop"));
        assertThat(new Stamp(ManagedBy.OURS, "").annotations(before)).isEqualTo(Map.of("team", "shop"));
    }

    private static Observed seen(String created, PodRecord... pods) {
        return new Observed(
                ServiceRecord.of(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("web")
                        .withCreationTimestamp(created)
                        .endMetadata()
                        .build()),
                List.of(pods));
    }

    private static PodRecord pod(String name, String readyChanged) {
        var pod = new PodBuilder().withNewMetadata().withName(name).endMetadata();
        if (!readyChanged.isEmpty()) {
            pod.withNewStatus()
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .withLastTransitionTime(readyChanged)
                    .endCondition()
                    .endStatus();
        }
        return PodRecord.of(pod.build());
    }
}
