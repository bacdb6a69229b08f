/**
 * Gets etcd, kube-apiserver and kubectl where a machine has none: by the official download, and where that fails and Go
 * is installed, built from their Go modules. What comes out lies in {@code ~/.kubeapitest}, where
 * {@link io.portico.testkit.KubeBinaries} finds it ever after. {@code deploy/playground} calls
 * {@link io.portico.playground.binaries.GetBinaries} before it enters its own network, which leads nowhere.
 */
@NullMarked
package io.portico.playground.binaries;

import org.jspecify.annotations.NullMarked;
