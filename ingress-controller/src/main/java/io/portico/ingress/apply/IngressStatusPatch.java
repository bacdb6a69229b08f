package io.portico.ingress.apply;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.ingress.model.build.StatusAddresses;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * Writes {@code status.loadBalancer} of an Ingress by server-side apply, so that the API server itself remembers which
 * addresses are ours.
 */
final class IngressStatusPatch {
    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(StatusAddresses.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;

    IngressStatusPatch(KubernetesClient client) {
        this.client = client;
    }

    /** Has these addresses and no others of ours stand in it; nothing happens when the Ingress is gone. */
    void write(Ingress ingress, List<String> addresses) {
        var metadata = ingress.getMetadata();
        var status = new IngressBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                // Of a deleted and re-created Ingress nothing is known yet: a conflict then.
                .withUid(metadata.getUid())
                .endMetadata()
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(addresses.stream().map(IngressStatusPatch::address).toList())
                .endLoadBalancer()
                .endStatus()
                .build();
        try {
            var _ = client.network()
                    .v1()
                    .ingresses()
                    .resource(status)
                    .subresource("status")
                    .patch(OURS);
        } catch (KubernetesClientException e) {
            var gone =
                    e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
            if (!gone) {
                throw e;
            }
        }
    }

    private static IngressLoadBalancerIngress address(String address) {
        return address.matches("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*")
                ? new IngressLoadBalancerIngressBuilder().withIp(address).build()
                : new IngressLoadBalancerIngressBuilder().withHostname(address).build();
    }
}
