/**
 * Containers of unpacked images, as nodes of a cluster run them: a bundle of the OCI runtime specification, run by
 * crun. The kubelet writes one for each run of a container whose image is a root file system.
 */
@NullMarked
package io.portico.playground.kubelet.oci;

import org.jspecify.annotations.NullMarked;
