/**
 * What a cluster has and an embedded control plane lacks: workload controllers, a scheduler and a kubelet, each in its
 * smallest honest form. In comes what kubectl wrote; out go Pods, their bindings and their status, and one process per
 * pod in the network namespace of the pod or of its node, with the pod's own ServiceAccount token. Whoever brings up a
 * playground starts them; nobody else calls in here.
 *
 * <pre>
 *   Deployment, DaemonSet ──▶ WorkloadController ──▶ Pod ──▶ Scheduler ──▶ Pod with a node
 *                                                                              │
 *                         status: podIP, Ready ◀── RunningPod ◀── Kubelet ◀────┘
 *                                                      │
 *                                 PodSandbox (network, token) ▸ process from Images
 * </pre>
 */
@NullMarked
package io.portico.playground.cluster;

import org.jspecify.annotations.NullMarked;
