/**
 * Informers: which Ingress, which of our Secrets, or that the CA changed. Events come in,
 * {@link io.portico.certmanager.model.Work} goes into the queue; the stores behind the informers are what the apply
 * station and {@code /state} read. Only Secrets with our label are watched; all others are read by name when an Ingress
 * names them.
 */
@NullMarked
package io.portico.certmanager.watch;

import org.jspecify.annotations.NullMarked;
