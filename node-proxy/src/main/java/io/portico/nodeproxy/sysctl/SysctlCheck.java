package io.portico.nodeproxy.sysctl;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.metrics.NodeProxyMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Compares the kernel's settings with those wanted, at the start and from then on, and tells of what differs. Others
 * set them, too: an init container that could not, {@code sysctl.d} after it, another program.
 */
public final class SysctlCheck implements AutoCloseable {
    /** The reason of its Events. */
    public static final String REASON = "KernelSettings";

    private static final Logger LOG = Logger.getLogger(SysctlCheck.class);

    private final KernelSettings kernel;
    private final ConntrackSettings settings;
    private final Consumer<String> tell;
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sysctls").factory());
    private volatile List<String> differences = List.of();

    /** {@code tell} gets a sentence after each comparison that found something. */
    public SysctlCheck(
            KernelSettings kernel, ConntrackSettings settings, MeterRegistry registry, Consumer<String> tell) {
        this.kernel = kernel;
        this.settings = settings;
        this.tell = tell;
        NodeProxyMetrics.KERNEL_SETTINGS.gauge(registry, this, check -> check.differences.size());
    }

    /** Compares now, and then so often. */
    public void start(Duration every) {
        compare();
        var _ = checks.scheduleWithFixedDelay(this::compare, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What differed when it was last compared, in sentences. */
    public List<String> differences() {
        return differences;
    }

    void compare() {
        var before = differences;
        differences = kernel.differences(settings.sysctls(kernel.cpus()));
        if (!differences.isEmpty()) {
            tell.accept("the kernel of this node is not set as asked: " + String.join("; ", differences)
                    + "; have nodeProxy.sysctls be initContainer, set them on the node, or ask for something else");
        } else if (!before.isEmpty()) {
            LOG.info("the kernel is set as asked");
        }
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
