package io.portico.nodeproxy.sysctl;

import io.portico.nodeproxy.command.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command {@code sysctls}: writes the kernel's settings, says what it changed, and ends. What cannot be written is
 * said, and is no failure: a node is better off with Services and the kernel's own timeouts than without Services.
 */
public final class SysctlsCommand {
    private static final String PRINT = "--print";
    /** Rules that look at connections; that the kernel is asked whether it would take them loads what follows those. */
    private static final String ASKING_FOR_CONNTRACK =
            "table ip portico-probe { chain probe { ct state established accept; }; }";

    private final Supplier<ConntrackSettings> settings;
    private final KernelSettings kernel;
    private final CommandRunner commands;

    /** {@code settings} are read when the command runs. */
    public SysctlsCommand(Supplier<ConntrackSettings> settings, KernelSettings kernel, CommandRunner commands) {
        this.settings = settings;
        this.kernel = kernel;
        this.commands = commands;
    }

    /** As the command line has it. */
    public CommandSpec spec() {
        var call = new Call();
        var spec = CommandSpec.wrapWithoutInspection(call).name("sysctls");
        call.spec = spec;
        spec.usageMessage()
                .description("Writes the kernel's settings about connections, and ends. Needs a writable /proc/sys.");
        return spec.addOption(OptionSpec.builder(PRINT)
                .type(boolean.class)
                .description("Writes nothing, but says which they are on this machine, as lines for /etc/sysctl.d.")
                .build());
    }

    private final class Call implements Callable<Integer> {
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws InterruptedException {
            var out = spec.commandLine().getOut();
            var wanted = settings.get().sysctls(kernel.cpus());
            if (Boolean.TRUE.equals(spec.findOption(PRINT).getValue())) {
                wanted.forEach(out::println);
                return 0;
            }
            followConnections(spec.commandLine().getErr());
            for (var sysctl : wanted) {
                try {
                    var was = kernel.write(sysctl);
                    out.println(
                            was.isPresent()
                                    ? sysctl + " (was " + was.getAsLong() + ")"
                                    : sysctl.name() + " is as wanted");
                } catch (IOException e) {
                    spec.commandLine().getErr().println(e.getMessage());
                }
            }
            return 0;
        }
    }

    /** On a machine that has just started nothing has asked the kernel yet to follow connections. */
    private void followConnections(PrintWriter err) throws InterruptedException {
        if (!kernel.followsConnections()) {
            try {
                var _ = commands.run(ASKING_FOR_CONNTRACK, "nft", "--check", "--file", "-");
            } catch (IOException e) {
                err.println("the kernel follows no connections, and cannot be asked to: " + e.getMessage());
            }
        }
    }
}
