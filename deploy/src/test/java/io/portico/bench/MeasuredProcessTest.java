package io.portico.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void memory_and_processor_time_of_children_count() throws Exception {
        // The child keeps 64 MB in a variable and the processor busy; the parent, which waits, is small.
        var child = "x=$(head -c 64000000 /dev/zero | tr \\\\0 a); while ((SECONDS < 30)); do :; done";
        var children = new ArrayList<ProcessHandle>();
        try (var process = start("bash -c '" + child + "' & wait")) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var usage = process.usage();
                assertThat(usage.rss()).isGreaterThan(60 * MEGABYTE);
                assertThat(usage.peak()).isGreaterThanOrEqualTo(usage.rss());
                assertThat(usage.cpu()).isGreaterThan(Duration.ofMillis(100));
            });
            ProcessHandle.of(process.pid()).orElseThrow().descendants().forEach(children::add);
        }
        assertThat(children).isNotEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void processor_time_of_ended_children_counts() throws Exception {
        try (var process = start("bash -c 'for ((i = 0; i < 300000; i++)); do :; done'; sleep 60")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> process.usage().cpu().compareTo(Duration.ofMillis(100)) > 0);
        }
    }

    @Test
    void a_closed_one_is_gone_and_one_that_ended_says_why() throws Exception {
        var process = start("echo out of order; exec sleep 60");
        process.requireAlive();
        await().atMost(Duration.ofSeconds(20)).until(() -> process.lastLines().contains("out of order"));
        process.close();
        assertThat(ProcessHandle.of(process.pid())).isEmpty();
        assertThatThrownBy(process::requireAlive).hasMessageContaining("out of order");
    }

    private MeasuredProcess start(String script) throws Exception {
        return MeasuredProcess.start(List.of("bash", "-c", script), Map.of("LC_ALL", "C"), directory.resolve("log"));
    }
}
