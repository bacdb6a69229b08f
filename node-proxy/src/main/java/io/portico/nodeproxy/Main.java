package io.portico.nodeproxy;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.sysctl.KernelSettings;
import io.portico.nodeproxy.sysctl.SysctlsCommand;
import io.portico.runtime.command.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command line. */
@QuarkusMain
public final class Main {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        new ServiceCommand("node-proxy", "Makes Services reachable from this node.", NodeProxyFaults.SETTINGS)
                .with(CleanupCommand.spec())
                .with(sysctls())
                .launch(args);
    }

    private static CommandSpec sysctls() {
        return new SysctlsCommand(
                        ConntrackChoices::ofEnvironment,
                        KernelSettings.HERE,
                        new CommandRunner(List.of(), COMMAND_TIMEOUT))
                .spec();
    }
}
