package io.portico.endpoints.model.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.portico.endpoints.model.ManagedBy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagersTest {
    private static final String UPSTREAM = "endpointslice-controller.k8s.io";
    private static final String OURS = "endpoints-controller.portico.io";

    @Test
    void under_its_own_mark_the_controller_reports_upstreams_slices() {
        var managers = Managers.of(ManagedBy.OURS, Takeover.AUTO, List.of());
        assertThat(managers.keeps(OURS)).isTrue();
        assertThat(managers.keeps(UPSTREAM)).isFalse();
        assertThat(managers.marks())
                .containsExactly(
                        OURS,
                        UPSTREAM,
                        "endpointslicemirroring-controller.k8s.io",
                        "mirroring.endpoints-controller.portico.io");
    }

    @Test
    void under_upstreams_mark_it_adopts_what_it_made_under_its_own() {
        var managers = Managers.of(ManagedBy.UPSTREAM, Takeover.AUTO, List.of());
        assertThat(managers.keeps(UPSTREAM)).isTrue();
        assertThat(managers.keeps(OURS)).isTrue();
        assertThat(managers.mirrors("mirroring.endpoints-controller.portico.io"))
                .isTrue();
        assertThat(managers.keeps("somebody.example.com")).isFalse();
    }

    @Test
    void earlier_names_are_known() {
        var managers = Managers.of(ManagedBy.named("new.example.com"), Takeover.ADOPT, List.of("old.example.com"));
        assertThat(managers.keeps("old.example.com")).isTrue();
        assertThat(managers.mirrors("mirroring.old.example.com")).isTrue();
    }

    @Test
    void what_is_its_own_cannot_be_reported_as_somebody_elses() {
        assertThatThrownBy(() -> Managers.of(ManagedBy.UPSTREAM, Takeover.REPORT, List.of()))
                .hasMessageContaining("portico.endpoints.takeover")
                .hasMessageContaining("write adopt");
    }

    @Test
    void the_last_writer_is_the_one_with_the_latest_time_and_in_one_second_the_controller() {
        var metadata = new ObjectMetaBuilder()
                .withUid("a")
                .withResourceVersion("7")
                .withManagedFields(
                        entry("kube-controller-manager", "2026-01-02T03:04:05Z"),
                        entry("fabric8-kubernetes-client", "2026-01-02T03:04:05Z"))
                .build();
        assertThat(Write.of(metadata)).isEqualTo(new Write("a", 7, "kube-controller-manager"));
        metadata.getManagedFields().getLast().setTime("2026-01-02T03:04:06Z");
        assertThat(Write.of(metadata).manager()).isEqualTo("fabric8-kubernetes-client");
    }

    private static io.fabric8.kubernetes.api.model.ManagedFieldsEntry entry(String manager, String time) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation("Update")
                .withTime(time)
                .build();
    }
}
