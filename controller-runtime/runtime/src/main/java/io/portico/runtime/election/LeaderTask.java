package io.portico.runtime.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that is done once, by a command, and that no replica may do at the same time. */
public final class LeaderTask {
    private LeaderTask() {}

    /**
     * Does it as the leader, and releases the Lease.
     *
     * @param patience how long to wait for the Lease; a leader that died has it for 15 s more
     * @throws IllegalStateException when another replica leads all the time; nothing was done then
     */
    public static <T> T run(
            KubernetesClient client,
            String namespace,
            String lease,
            String identity,
            Duration patience,
            Callable<T> task)
            throws Exception {
        var leads = new CountDownLatch(1);
        try (var leadership = new Leadership(
                client, new SimpleMeterRegistry(), namespace, lease, identity, leads::countDown, () -> {})) {
            leadership.campaign();
            if (!leads.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "a replica still leads by Lease %s/%s, or the Lease cannot be written: stop the replicas first"
                                .formatted(namespace, lease));
            }
            return task.call();
        }
    }
}
