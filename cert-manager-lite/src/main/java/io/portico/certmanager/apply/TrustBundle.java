package io.portico.certmanager.apply;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.certmanager.model.ManagedSecret;
import io.portico.certmanager.model.authority.AuthorityPlan;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The ConfigMap whose {@code ca.crt} is what clients trust.
 *
 * @param namespace the install namespace
 */
public record TrustBundle(KubernetesClient client, String namespace) {
    /** The ConfigMap's name. */
    public static final String NAME = AuthorityPlan.BUNDLE;

    private static final Logger LOG = Logger.getLogger(TrustBundle.class);

    /** Whether clients have been told whom to trust. */
    boolean exists() {
        return client.configMaps().inNamespace(namespace).withName(NAME).get() != null;
    }

    /** Makes it hold that PEM; writes nothing where it does. */
    void publish(String trustAnchor) {
        var bundles = client.configMaps().inNamespace(namespace);
        var bundle = bundles.withName(NAME).get();
        if (bundle == null) {
            var _ = bundles.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .withNamespace(namespace)
                            .withLabels(Map.of(AuthoritySecret.MANAGED_BY, ManagedSecret.LABEL_VALUE))
                            .endMetadata()
                            .withData(Map.of(ManagedSecret.TRUST_ANCHOR, trustAnchor))
                            .build())
                    .create();
            LOG.infof("wrote the trust bundle ConfigMap %s/%s", namespace, NAME);
        } else if (!trustAnchor.equals(
                requireNonNullElse(bundle.getData(), Map.<String, String>of()).get(ManagedSecret.TRUST_ANCHOR))) {
            var _ = bundles.resource(new ConfigMapBuilder(bundle)
                            .addToData(ManagedSecret.TRUST_ANCHOR, trustAnchor)
                            .build())
                    .lockResourceVersion(bundle.getMetadata().getResourceVersion())
                    .update();
            LOG.infof("updated the trust bundle ConfigMap %s/%s", namespace, NAME);
        }
    }
}
