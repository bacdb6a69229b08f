package io.portico.ingress.model.certificates;

import io.portico.runtime.ObjectRef;
import java.util.Set;

/**
 * Whose owner is told when clients of a host are shown the default certificate: the oldest object that has a rule for
 * it.
 *
 * @param hosts of all its rules, sorted, without rules for any host
 */
public record Speaker(ObjectRef ref, Set<String> hosts) {}
