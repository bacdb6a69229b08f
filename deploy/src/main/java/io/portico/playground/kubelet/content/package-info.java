/**
 * What containers see: the files of their volumes and their environment, out of the pod's template, ConfigMaps,
 * Secrets, the downward API and the pod's ServiceAccount. The kubelet mounts the one and sets the other.
 */
@NullMarked
package io.portico.playground.kubelet.content;

import org.jspecify.annotations.NullMarked;
