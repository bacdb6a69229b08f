package io.portico.bench.routes;

import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A built ingress-controller, run as a JVM: only that can say what it allocates.
 *
 * @param title as the table names it
 * @param jar its {@code quarkus-run.jar}
 */
record Build(String title, Path jar) {
    static final int HTTP = 8080;
    static final int HEALTH = 9000;

    private static final int HTTPS = 8443;
    /** What thousands of Ingresses need; the playground's few need less. */
    private static final String HEAP = "-Xmx256m";

    /** That of a checkout. */
    static Build of(String title, Path root) {
        return new Build(title, Flavour.JVM.built(root, "ingress-controller"));
    }

    MeasuredProcess start(ControlPlane plane, Path log) throws IOException {
        var command = new ArrayList<>(Flavour.JVM.command(Path.of("/"), "ingress-controller"));
        command.set(command.size() - 1, jar.toString());
        // For the attach API: who measures runs with another directory for temporary files.
        command.addAll(command.indexOf("-jar"), List.of(HEAP, "-Djava.io.tmpdir=/tmp"));
        var environment = new HashMap<>(plane.serviceEnvironment());
        environment.put("PORTICO_INGRESS_HTTP_PORT", Integer.toString(HTTP));
        environment.put("PORTICO_INGRESS_HTTPS_PORT", Integer.toString(HTTPS));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(HEALTH));
        return MeasuredProcess.start(command, environment, log);
    }
}
