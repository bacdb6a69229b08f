/**
 * What {@code endpoints-controller cleanup} does: everything that this controller keeps is taken away, or handed to
 * kube-controller-manager, as its last act. It holds the Lease meanwhile, so no replica writes it anew.
 */
@NullMarked
package io.portico.endpoints.cleanup;

import org.jspecify.annotations.NullMarked;
