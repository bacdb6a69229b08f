package io.portico.endpoints.differential;

import io.portico.testkit.KubeApi;
import io.portico.testkit.PeerProcess;
import java.util.List;

/** Upstream's kube-controller-manager, of which only the endpoints controllers run. */
public final class ControllerManager implements AutoCloseable {
    private final PeerProcess process;

    /** Starts one for that API server. */
    public ControllerManager(KubeApi api) {
        process = PeerProcess.start(
                api,
                "kube-controller-manager",
                directory -> List.of(
                        "--kubeconfig=" + directory.resolve("kubeconfig"),
                        "--leader-elect=false",
                        "--secure-port=0",
                        "--kube-api-qps=1000",
                        "--kube-api-burst=2000",
                        "--cert-dir=" + directory.resolve("certificates"),
                        "--flex-volume-plugin-dir=" + directory.resolve("flex"),
                        "--controllers=endpoints-controller,endpointslice-controller,"
                                + "endpointslice-mirroring-controller"));
    }

    /** Why it is of no use; empty while it runs. */
    public String failure() {
        return process.failure();
    }

    @Override
    public void close() {
        process.close();
    }
}
