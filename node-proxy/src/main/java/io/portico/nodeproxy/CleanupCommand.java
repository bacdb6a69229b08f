package io.portico.nodeproxy;

import io.portico.nodeproxy.apply.Cleanup;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.runtime.command.ServiceCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code node-proxy cleanup}: what {@link Cleanup} does, on the node that it is run on. */
final class CleanupCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final CommandSpec spec;

    private CleanupCommand() {
        spec = CommandSpec.wrapWithoutInspection(this).name("cleanup");
        spec.usageMessage()
                .description(
                        "Removes what node-proxy left on this node: the nftables tables named portico, and the UDP flows that"
                                + " they redirected. Stop node-proxy first, or it makes them anew. What is not there is no fault.");
    }

    static CommandSpec spec() {
        return new CleanupCommand().spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var cleanup = new Cleanup(new CommandRunner(List.of(), DEADLINE), Path.of("/proc"), out::println);
        return cleanup.run() ? 0 : ServiceCommand.FAILURE;
    }
}
