package io.portico.ingress;

import io.portico.ingress.apply.StatusCleanup;
import io.portico.runtime.ClusterClient;
import io.portico.runtime.command.ServiceCommand;
import io.portico.runtime.election.LeaderTask;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code ingress-controller cleanup}: the addresses that this controller wrote into the status of Ingresses go. */
final class CleanupCommand implements Callable<Integer> {
    /** A leader that died has the Lease for 15 s. */
    private static final Duration FOR_THE_LEASE = Duration.ofSeconds(30);

    private final CommandSpec spec;

    private CleanupCommand() {
        spec = CommandSpec.wrapWithoutInspection(this).name("cleanup");
        spec.usageMessage()
                .description(
                        "Takes the addresses out of the status of Ingresses that this controller wrote there; those that"
                                + " others wrote stay. Stop its replicas first.");
    }

    static CommandSpec spec() {
        return new CleanupCommand().spec;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var client = ClusterClient.create()) {
            boolean done = LeaderTask.run(
                    client,
                    IngressFaults.SETTINGS.read().shared().namespace(),
                    IngressController.LEASE,
                    "cleanup-" + ProcessHandle.current().pid(),
                    FOR_THE_LEASE,
                    () -> new StatusCleanup(client, out::println).run());
            return done ? 0 : ServiceCommand.FAILURE;
        }
    }
}
