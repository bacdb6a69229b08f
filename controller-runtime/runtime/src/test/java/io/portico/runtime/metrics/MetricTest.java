package io.portico.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MetricTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metric answers = Metric.counter("answers_total", "Answers").by("code", "200, 503");

    @Test
    void a_meter_has_its_text_and_its_labels_and_is_made_once() {
        answers.counter(registry, "200").increment();
        answers.counter(registry, "200").increment();
        var id = registry.get("answers_total").tag("code", "200").counter().getId();
        assertThat(id.getDescription()).isEqualTo("Answers");
        assertThat(registry.getMeters()).hasSize(1);
        assertThat(answers.counter(registry, "200").count()).isEqualTo(2);
    }

    @Test
    void a_label_too_few_or_another_type_is_a_defect_that_is_told() {
        assertThatThrownBy(() -> answers.counter(registry)).hasMessageContaining("has 1 labels, not 0");
        assertThatThrownBy(() -> answers.timer(registry, "200")).hasMessageContaining("is a COUNTER, not a TIMER");
        assertThatThrownBy(() -> Metric.counter("answers", "Answers")).hasMessageContaining("another end");
    }
}
