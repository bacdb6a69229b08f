/**
 * What a cluster has and an embedded control plane lacks: workload controllers and a scheduler, each in its smallest
 * honest form. In comes what kubectl wrote; out go Pods, their bindings, and the workloads' status. The pods themselves
 * are the kubelet's. Whoever brings up a playground starts it; nobody else calls in here.
 *
 * <pre>
 *   Deployment, DaemonSet, Job ──▶ WorkloadController ──▶ Pod ──▶ Scheduler ──▶ Pod with a node
 *                                    PodPlan, JobPlan
 * </pre>
 */
@NullMarked
package io.portico.playground.cluster;

import org.jspecify.annotations.NullMarked;
