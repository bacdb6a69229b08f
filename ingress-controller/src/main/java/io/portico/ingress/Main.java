package io.portico.ingress;

import io.portico.ingress.tls.JdkTls;
import io.portico.runtime.command.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** See {@link ServiceCommand}. */
    public static void main(String... args) {
        JdkTls.refuseRenegotiation();
        new ServiceCommand(
                        "ingress-controller",
                        "Routes HTTP and HTTPS by host and path, as Ingresses say.",
                        IngressFaults.SETTINGS)
                .with(CleanupCommand.spec())
                .launch(args);
    }
}
