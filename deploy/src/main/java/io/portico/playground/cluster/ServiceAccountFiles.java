package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;

/**
 * {@code token}, {@code ca.crt} and {@code namespace} as a kubelet projects them: a token of the pod's ServiceAccount
 * that is bound to this pod and good for as long as a playground lasts.
 */
final class ServiceAccountFiles {
    private static final Duration LIFETIME = Duration.ofDays(7);

    private ServiceAccountFiles() {}

    /** Makes the directory, unless the pod has no account or does not want its token. */
    static void write(KubeApi api, Pod pod, Path directory) throws IOException {
        var account = pod.getSpec().getServiceAccountName();
        var metadata = pod.getMetadata();
        if (account == null || Objects.equals(pod.getSpec().getAutomountServiceAccountToken(), false)) {
            return;
        }
        var token = api.admin()
                .serviceAccounts()
                .inNamespace(metadata.getNamespace())
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(LIFETIME.toSeconds())
                        .withNewBoundObjectRef("v1", "Pod", metadata.getName(), metadata.getUid())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("token"), token);
        Files.writeString(directory.resolve("namespace"), metadata.getNamespace());
        Files.copy(api.caCertificate(), directory.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
    }
}
