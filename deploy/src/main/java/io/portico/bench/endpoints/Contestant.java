package io.portico.bench.endpoints;

import io.portico.bench.ControlPlane;
import io.portico.playground.Flavour;
import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that makes endpoints.
 *
 * @param environment on top of this process' own
 */
record Contestant(String name, List<String> command, Map<String, String> environment) {
    static Contestant ours(Flavour flavour, Path root, ControlPlane plane) {
        return new Contestant(
                "endpoints-controller, " + (flavour == Flavour.JVM ? "JVM" : "native"),
                flavour.command(root, "endpoints-controller"),
                plane.serviceEnvironment());
    }

    /**
     * Only its endpoints controllers run, and it writes as fast as it can: its own default is 20 requests a second. It
     * runs for leader first, as by default and as ours does.
     */
    static Contestant upstream(ControlPlane plane, Path directory) throws IOException {
        return new Contestant(
                "kube-controller-manager",
                List.of(
                        KubeBinaries.peer("kube-controller-manager")
                                .orElseThrow()
                                .toString(),
                        "--kubeconfig=" + plane.kubeconfig(directory),
                        "--leader-elect=true",
                        "--secure-port=0",
                        "--kube-api-qps=5000",
                        "--kube-api-burst=10000",
                        "--cert-dir=" + directory.resolve("certificates"),
                        "--flex-volume-plugin-dir=" + directory.resolve("flex"),
                        "--controllers=endpoints-controller,endpointslice-controller,endpointslice-mirroring-controller"),
                Map.of());
    }
}
