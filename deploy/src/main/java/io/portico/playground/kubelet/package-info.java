/**
 * The kubelets of the playground's nodes, in their smallest honest form. In come the Pods that are bound to a node; out
 * go their status and Events, and one process per container in the network namespace of the pod or of its node, with
 * the pod's volumes, its ServiceAccount's token and no more rights than a container runtime would leave it. Whoever
 * brings up a playground starts it; nobody else calls in here.
 *
 * <pre>
 *   Kubelet ──▶ RunningPod: network, PodVolumes ──▶ init containers, one after the other ──▶ containers, side by side
 *                   │                                          └── RunningContainer: process, again and again ──┘
 *              PodStatus ◀── what each container reports           └── PodSandbox (network, mounts, rights) ▸ Images
 * </pre>
 */
@NullMarked
package io.portico.playground.kubelet;

import org.jspecify.annotations.NullMarked;
