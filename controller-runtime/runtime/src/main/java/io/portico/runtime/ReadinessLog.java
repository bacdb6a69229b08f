package io.portico.runtime;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Says in the log when readiness changes, and why: once, and not at each probe, as SmallRye's own line does, which is
 * switched off. It looks by itself, so that it says so also where nobody probes.
 */
@ApplicationScoped
public class ReadinessLog {
    private static final Logger LOG = Logger.getLogger("readiness");
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Instance<HealthCheck> checks;
    private final ReadinessChanges changes = new ReadinessChanges(System::nanoTime);
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("readiness").factory());

    ReadinessLog(@Readiness Instance<HealthCheck> checks) {
        this.checks = checks;
    }

    void start(@Observes StartupEvent started) {
        var nanos = EVERY.toNanos();
        var _ = looks.scheduleWithFixedDelay(this::look, 0, nanos, TimeUnit.NANOSECONDS);
    }

    /** Looks no more. */
    @PreDestroy
    void stop() {
        looks.shutdownNow();
    }

    private void look() {
        var why = checks.stream()
                .map(ReadinessLog::complaint)
                .filter(complaint -> !complaint.isEmpty())
                .sorted()
                .collect(Collectors.joining("; "));
        var line = changes.line(why);
        if (line.isPresent()) {
            LOG.logf(changes.level(), "%s", line.get());
        }
    }

    /** What is down in one check, and its data, in words; empty when nothing is. */
    private static String complaint(HealthCheck check) {
        try {
            var response = check.call();
            return response.getStatus() == HealthCheckResponse.Status.UP
                    ? ""
                    : response.getName() + ": "
                            + response.getData()
                                    .map(data -> data.entrySet().stream()
                                            .map(entry -> entry.getKey() + " " + entry.getValue())
                                            .sorted()
                                            .collect(Collectors.joining(", ")))
                                    .orElse("down");
        } catch (RuntimeException e) {
            // As SmallRye has it: a check that fails is down.
            return check.getClass().getSimpleName() + ": " + e;
        }
    }
}
