package io.portico.playground.kubelet.logs;

import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.TestAuthority;
import io.portico.testkit.TestAuthority.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What kubelets and the API server prove to each other who they are with, both signed by one CA.
 *
 * @param authority the CA's certificate
 * @param server of the kubelets, for their nodes' addresses
 * @param client of the API server
 */
public record KubeletCertificates(Path authority, Pair server, Pair client) {

    /**
     * New ones.
     *
     * @param directory for the files; made where it is absent
     */
    public static KubeletCertificates create(Path directory, Collection<ClusterNetwork.Node> nodes) throws IOException {
        Files.createDirectories(directory);
        var authority = TestAuthority.create("portico-kubelet-ca");
        return new KubeletCertificates(
                authority.write(directory.resolve("ca.crt")),
                authority.issue(
                        directory,
                        "kubelet",
                        "kubelet",
                        nodes.stream()
                                .map(node -> new GeneralName(GeneralName.iPAddress, node.address()))
                                .toList()),
                authority.issue(directory, "kube-apiserver", "kube-apiserver", List.of()));
    }

    /** With these kube-apiserver finds the kubelets, believes them and is believed. */
    public List<String> apiServerArguments() {
        return List.of(
                "--kubelet-preferred-address-types=InternalIP",
                "--kubelet-certificate-authority=" + authority,
                "--kubelet-client-certificate=" + client.certificate(),
                "--kubelet-client-key=" + client.key());
    }
}
