package io.portico.certmanager;

import io.portico.runtime.command.ServiceCommand;
import io.portico.runtime.settings.Settings;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line. */
@QuarkusMain
public final class Main {
    private static final int MANAGEMENT_PORT = 9000;

    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        new ServiceCommand(
                        "cert-manager-lite",
                        "Runs the CA, and keeps the certificates that Ingresses ask for.",
                        Settings.shared(MANAGEMENT_PORT))
                .launch(args);
    }
}
