package io.portico.ingress.apply;

import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.portico.ingress.model.status.IngressStatus;
import io.portico.runtime.values.NamespacedName;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * Writes {@code status.loadBalancer} of an Ingress by server-side apply, so that the API server itself remembers which
 * addresses are ours.
 */
final class IngressStatusPatch {
    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(IngressStatus.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;

    IngressStatusPatch(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Has these addresses and no others of ours stand in it; nothing happens when the Ingress is gone.
     *
     * @param uid of the Ingress as it was seen: of one that was deleted and made anew nothing is known yet, and the API
     *     server answers with a conflict then
     */
    void write(NamespacedName ingress, String uid, List<String> addresses) {
        var status = new IngressBuilder()
                .withNewMetadata()
                .withNamespace(ingress.namespace())
                .withName(ingress.name())
                .withUid(uid)
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
