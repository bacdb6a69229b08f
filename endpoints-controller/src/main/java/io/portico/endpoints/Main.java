package io.portico.endpoints;

import io.portico.runtime.command.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        new ServiceCommand(
                        "endpoints-controller",
                        "Keeps Endpoints and EndpointSlices true, and lends node addresses to Services of type LoadBalancer.",
                        EndpointsFaults.SETTINGS)
                .with(CleanupCommand.spec())
                .launch(args);
    }
}
