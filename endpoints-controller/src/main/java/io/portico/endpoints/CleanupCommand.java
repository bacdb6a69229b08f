package io.portico.endpoints;

import io.portico.endpoints.cleanup.Cleanup;
import io.portico.endpoints.model.ManagedBy;
import io.portico.runtime.ClusterClient;
import io.portico.runtime.command.ServiceCommand;
import io.portico.runtime.election.LeaderTask;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code endpoints-controller cleanup}: options in, an exit code and lines of text out. */
final class CleanupCommand implements Callable<Integer> {
    /** A leader that died has the Lease for 15 s. */
    private static final Duration FOR_THE_LEASE = Duration.ofSeconds(30);

    private final OptionSpec handBack = OptionSpec.builder("--hand-back")
            .type(boolean.class)
            .defaultValue("false")
            .description(
                    "Marks EndpointSlices and Endpoints as kube-controller-manager's instead of deleting them, so that its"
                            + " controllers carry on with them, whether they run already or are started later.")
            .build();

    private final OptionSpec wait = OptionSpec.builder("--wait")
            .type(int.class)
            .paramLabel("SECONDS")
            .defaultValue("10")
            .description(
                    "How long to wait for another controller to have EndpointSlices of its own for a Service, before ours"
                            + " are deleted all the same: ${DEFAULT-VALUE}.")
            .build();

    final CommandSpec spec;

    CleanupCommand() {
        spec = CommandSpec.wrapWithoutInspection(this)
                .name("cleanup")
                .addOption(handBack)
                .addOption(wait);
        spec.usageMessage()
                .description(
                        "Gives back what endpoints-controller put into the cluster: addresses, condition and finalizer of"
                                + " LoadBalancer Services, EndpointSlices and Endpoints. Stop its replicas first.");
    }

    /** For the command line. */
    static CommandSpec spec() {
        return new CleanupCommand().spec;
    }

    /** What the options say. */
    Cleanup.Choices choices(ManagedBy ours) {
        return new Cleanup.Choices(
                ours, Boolean.TRUE.equals(handBack.getValue()), Duration.ofSeconds(wait.<Integer>getValue()));
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var settings = EndpointsFaults.SETTINGS.read();
        try (var client = ClusterClient.create()) {
            var choices = choices(ManagedBy.named(settings.own().managedBy()));
            boolean done = LeaderTask.run(
                    client,
                    settings.shared().namespace(),
                    EndpointsController.LEASE,
                    "cleanup-" + ProcessHandle.current().pid(),
                    FOR_THE_LEASE,
                    () -> new Cleanup(client, choices, out::println).run());
            return done ? 0 : ServiceCommand.FAILURE;
        }
    }
}
