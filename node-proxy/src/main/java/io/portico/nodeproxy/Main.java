package io.portico.nodeproxy;

import io.portico.runtime.command.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        new ServiceCommand("node-proxy", "Makes Services reachable from this node.", NodeProxyFaults.SETTINGS)
                .with(CleanupCommand.spec())
                .launch(args);
    }
}
