package io.portico.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What went wrong, for a line of the log. */
public final class ApiSentence {
    private ApiSentence() {}

    /**
     * The API server's own sentence where there is one; the client wraps it in its whole Status, and that in futures.
     */
    public static String of(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException e
                    && e.getStatus() != null
                    && e.getStatus().getMessage() != null) {
                return e.getStatus().getMessage();
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
