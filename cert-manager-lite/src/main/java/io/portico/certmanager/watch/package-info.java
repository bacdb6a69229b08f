/**
 * What is seen of the API server, reduced when it arrives: {@link io.portico.certmanager.watch.IngressView} knows what
 * each Ingress asks for and who asks for a Secret, {@link io.portico.certmanager.watch.SecretView} what each of our
 * Secrets holds. A change of that puts {@link io.portico.certmanager.model.Work} into the queue; equal facts wake
 * nobody. Only Secrets with our label are watched; all others are read by name when an Ingress names them.
 */
@NullMarked
package io.portico.certmanager.watch;

import org.jspecify.annotations.NullMarked;
