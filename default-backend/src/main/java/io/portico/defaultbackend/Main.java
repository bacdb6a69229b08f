package io.portico.defaultbackend;

import io.portico.runtime.command.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        new ServiceCommand(
                        "default-backend",
                        "Answers 404 to every request that nobody claims.",
                        DefaultBackendFaults.SETTINGS)
                .launch(args);
    }
}
