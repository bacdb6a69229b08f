package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Locale;

/** When a container that has ended is started again. */
enum RestartPolicy {
    ALWAYS,
    ONFAILURE,
    NEVER;

    static RestartPolicy of(Pod pod) {
        var policy = pod.getSpec().getRestartPolicy();
        return policy == null ? ALWAYS : valueOf(policy.toUpperCase(Locale.ROOT));
    }

    /** The policy for what has to end well once: an init container. */
    RestartPolicy untilItEndsWell() {
        return this == NEVER ? NEVER : ONFAILURE;
    }

    boolean startsAgain(int exitCode) {
        return this == ALWAYS || (this == ONFAILURE && exitCode != 0);
    }
}
