/**
 * What containers print: files in a kubelet's layout, and the kubelet's API that {@code kubectl logs} asks for them, on
 * each node's address. The kubelet writes the files; kube-apiserver is the one that asks.
 */
@NullMarked
package io.portico.playground.kubelet.logs;

import org.jspecify.annotations.NullMarked;
