package io.portico.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server answers to those who create something in a namespace that is being deleted. */
public final class NamespaceEnd {
    private static final String CAUSE = "NamespaceTerminating";

    private NamespaceEnd() {}

    /** Whether that is why it refused. No later try can succeed. */
    public static boolean refused(KubernetesClientException e) {
        return e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getCauses() != null
                && e.getStatus().getDetails().getCauses().stream().anyMatch(cause -> CAUSE.equals(cause.getReason()));
    }
}
