package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code token}, {@code ca.crt} and {@code namespace} as a kubelet projects them: a token of the pod's ServiceAccount
 * that is bound to this pod and good for as long as a playground lasts.
 */
public record ServiceAccountFiles(KubeApi api, Pod pod) {
    private static final Duration LIFETIME = Duration.ofDays(7);

    /** Whether the pod has an account and wants its token in each container. */
    boolean wanted() {
        return pod.getSpec().getServiceAccountName() != null
                && !Objects.equals(pod.getSpec().getAutomountServiceAccountToken(), false);
    }

    /** The files by name. */
    Map<String, byte[]> files() throws IOException {
        return Map.of(
                "token", VolumeFiles.bytes(token(null)),
                "namespace", VolumeFiles.bytes(pod.getMetadata().getNamespace()),
                "ca.crt", Files.readAllBytes(api.caCertificate()));
    }

    /** A new token for that audience; null for the API server. */
    String token(@Nullable String audience) {
        var metadata = pod.getMetadata();
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(LIFETIME.toSeconds())
                .withNewBoundObjectRef("v1", "Pod", metadata.getName(), metadata.getUid())
                .endSpec();
        if (audience != null) {
            request = request.editSpec().addToAudiences(audience).endSpec();
        }
        return api.admin()
                .serviceAccounts()
                .inNamespace(metadata.getNamespace())
                .withName(Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default"))
                .tokenRequest(request.build())
                .getStatus()
                .getToken();
    }
}
